// Which kind of file these bytes are, by the bytes alone: a format that can be read here, or a sentence that says what it is
// instead and what to do about it.
import { PhotoError } from '../photo-error.ts';
import { ascii, asciiAt } from './photo-info.ts';

export type InputFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';

const starts = (bytes: Uint8Array, start: string | readonly number[], at = 0) =>
  Array.from(typeof start === 'string' ? ascii(start) : start).every((byte, i) => bytes[at + i] === byte);

const HEIC = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);
const OTHERS: readonly [string | readonly number[], string][] = [
  ['II*\0', 'a TIFF or a camera’s raw file'],
  ['MM\0*', 'a TIFF or a camera’s raw file'],
  ['BM', 'a BMP'],
  ['8BPS', 'a Photoshop file'],
  ['%PDF', 'a PDF'],
  [[0xff, 0x0a], 'a JPEG XL'],
  [[0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20], 'a JPEG XL'],
  [[0, 0, 0, 0x0c, 0x6a, 0x50], 'a JPEG 2000'],
  ['PK', 'an archive'],
  ['<svg', 'an SVG drawing'],
  ['<?xml', 'an XML file, perhaps an SVG drawing'],
];

/** @throws PhotoError for everything else. */
export function sniff(bytes: Uint8Array): InputFormat {
  if (bytes.length === 0) throw new PhotoError('the file is empty');
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (starts(bytes, 'RIFF') && starts(bytes, 'WEBP', 8)) return 'webp';
  if (starts(bytes, 'GIF87a') || starts(bytes, 'GIF89a')) return 'gif';
  if (starts(bytes, 'ftyp', 4)) return sniffBrand(bytes);
  const known = OTHERS.find(([start]) => starts(bytes, start));
  throw new PhotoError(
    `it is ${known ? known[1] : 'not a picture of a kind known here'}; JPEG, PNG, WebP, AVIF and GIF can be read`,
  );
}

/** The brands of an ISO base media file: the major one, then those it is compatible with. */
function sniffBrand(bytes: Uint8Array): InputFormat {
  const end = Math.min(bytes.length, 256, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  const brands = [asciiAt(bytes, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(asciiAt(bytes, at, 4));
  if (brands.includes('avif') || brands.includes('avis')) return 'avif';
  if (brands.some((brand) => HEIC.has(brand)))
    throw new PhotoError(
      'it is HEIC, which cannot be read here; export it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible)',
    );
  throw new PhotoError('it is a video or a sound, not a photo');
}
