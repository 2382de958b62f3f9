// The chunks of a PNG file. A profile is packed inside; ours is stored unpacked, so that its bytes are the same everywhere.
import type { Crc32 } from '../../bytes/crc32.ts';
import { joinBytes } from '../../bytes/join-bytes.ts';
import { PhotoError } from '../photo-error.ts';
import { readOrientation } from './exif.ts';
import { ascii, asciiAt, viewOf, type PhotoExtras, type PhotoInfo } from './photo-info.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum. */
const FRAME_BYTES = 12;
const HEADER_END = SIGNATURE_BYTES + FRAME_BYTES + 13;

/** `unpack` is zlib's inflate, or gives null for what is broken. @throws PhotoError when the header is not there. */
export async function readPngFile(
  bytes: Uint8Array,
  unpack: (packed: Uint8Array) => Promise<Uint8Array | null>,
): Promise<PhotoInfo> {
  const view = viewOf(bytes);
  const damaged = () => new PhotoError('the PNG is damaged or cut short');
  if (bytes.length < HEADER_END || asciiAt(bytes, 12, 4) !== 'IHDR') throw damaged();
  let exif: Uint8Array | null = null;
  let icc: Uint8Array | null = null;
  let transparency = ((bytes[25] ?? 0) & 4) !== 0;
  let ended = false;
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length && !ended;) {
    const end = at + FRAME_BYTES + view.getUint32(at);
    const data = bytes.subarray(at + 8, end - 4);
    const type = asciiAt(bytes, at + 4, 4);
    if (type === 'eXIf') exif = data;
    if (type === 'tRNS') transparency = true;
    // A name of up to 79 letters, a zero, the method (0), then the packed profile.
    if (type === 'iCCP') icc = await unpack(data.subarray(data.indexOf(0) + 2));
    ended = type === 'IEND' && end <= bytes.length;
    at = end;
  }
  if (!ended) throw damaged();
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    orientation: readOrientation(exif),
    alpha: transparency,
    exif,
    icc,
  };
}

function chunk(type: string, data: Uint8Array, crc: Crc32): Uint8Array {
  const body = joinBytes([ascii(type), data]);
  const framed = new Uint8Array(body.length + 8);
  framed.set(body, 4);
  viewOf(framed).setUint32(0, data.length);
  crc.update(body);
  viewOf(framed).setUint32(framed.length - 4, crc.finish());
  return framed;
}

/** zlib's format with blocks that are stored as they are. */
function pack(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  let [a, b] = [1, 0];
  for (let at = 0; at < bytes.length; at += 0xffff) {
    const piece = bytes.subarray(at, at + 0xffff);
    const { length } = piece;
    const last = at + length >= bytes.length ? 1 : 0;
    pieces.push(
      Uint8Array.of(last, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff),
      piece,
    );
    for (const byte of piece) {
      a = (a + byte) % 65_521;
      b = (b + a) % 65_521;
    }
  }
  return joinBytes([...pieces, Uint8Array.of(b >> 8, b & 0xff, a >> 8, a & 0xff)]);
}

/** Right after the header. */
export function dressPng(encoded: Uint8Array, { exif, icc }: PhotoExtras, crc: Crc32): Uint8Array {
  const chunks: Uint8Array[] = [];
  if (icc) chunks.push(chunk('iCCP', joinBytes([ascii('ICC profile\0\0'), pack(icc)]), crc));
  if (exif) chunks.push(chunk('eXIf', exif, crc));
  if (chunks.length === 0) return encoded;
  return joinBytes([encoded.subarray(0, HEADER_END), ...chunks, encoded.subarray(HEADER_END)]);
}
