// The segments of a JPEG file: size, EXIF and colour profile are read from them and written into them.
import { joinBytes } from '../../bytes/join-bytes.ts';
import { PhotoError } from '../photo-error.ts';
import { readOrientation } from './exif.ts';
import { ascii, asciiAt, viewOf, type PhotoExtras, type PhotoInfo } from './photo-info.ts';

const SOI_BYTES = 2;
const [APP1, APP2, SOS, EOI] = [0xe1, 0xe2, 0xda, 0xd9];
const EXIF = 'Exif\0\0';
const ICC = 'ICC_PROFILE\0';
const MOST_PAYLOAD = 65_533;

/** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** @throws PhotoError when there is no frame, or one that cannot be decoded. */
export function readJpegFile(bytes: Uint8Array): PhotoInfo {
  const view = viewOf(bytes);
  const profile: { number: number; data: Uint8Array }[] = [];
  let exif: Uint8Array | null = null;
  for (let at = SOI_BYTES; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === SOS || marker === EOI) break;
    const end = at + 2 + view.getUint16(at + 2);
    const data = bytes.subarray(at + 4, end);
    if (marker === APP1 && asciiAt(data, 0, EXIF.length) === EXIF) exif ??= data.subarray(EXIF.length);
    if (marker === APP2 && asciiAt(data, 0, ICC.length) === ICC)
      profile.push({ number: data[ICC.length] ?? 0, data: data.subarray(ICC.length + 2) });
    if (isFrame(marker) && data.length >= 6) {
      if (data[5] !== 1 && data[5] !== 3)
        throw new PhotoError('it is a JPEG for printing (CMYK), which cannot be read here; save it as RGB');
      if (data[0] !== 8 || marker === 0xc3)
        throw new PhotoError('it is a lossless or 12-bit JPEG, which cannot be read here; save it as usual');
      const parts = profile.toSorted((a, b) => a.number - b.number).map((part) => part.data);
      return {
        width: view.getUint16(at + 7),
        height: view.getUint16(at + 5),
        orientation: readOrientation(exif),
        alpha: false,
        exif,
        icc: parts.length > 0 ? joinBytes(parts) : null,
      };
    }
    at = end;
  }
  throw new PhotoError('the JPEG is damaged or cut short');
}

function segment(marker: number, ...data: Uint8Array[]): Uint8Array {
  const length = 2 + data.reduce((sum, piece) => sum + piece.length, 0);
  return joinBytes([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), ...data]);
}

/** After the start of the file and the encoder's JFIF segment, where there is one. */
export function dressJpeg(encoded: Uint8Array, { exif, icc }: PhotoExtras): Uint8Array {
  const segments: Uint8Array[] = [];
  if (exif && exif.length + EXIF.length <= MOST_PAYLOAD) segments.push(segment(APP1, ascii(EXIF), exif));
  const most = MOST_PAYLOAD - ICC.length - 2;
  const parts = icc ? Math.ceil(icc.length / most) : 0;
  for (let i = 0; i < parts && icc; i++)
    segments.push(
      segment(APP2, ascii(ICC), Uint8Array.of(i + 1, parts), icc.subarray(i * most, (i + 1) * most)),
    );
  if (segments.length === 0) return encoded;
  const jfif = encoded[3] === 0xe0 ? SOI_BYTES + 2 + viewOf(encoded).getUint16(4) : SOI_BYTES;
  return joinBytes([encoded.subarray(0, jfif), ...segments, encoded.subarray(jfif)]);
}
