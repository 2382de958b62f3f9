// The result of a chunk: encoded frames in the order in which a decoder wants them, behind a header that says when each is shown.
//   u32 length of the header · header as JSON · the frames' bytes, one after the other
import type { ByteReader } from '../kernel.ts';

export interface SegmentFrame {
  /** Microseconds, as encoders count. */
  at: number;
  duration: number;
  isKey: boolean;
  bytes: number;
}

export interface SegmentHeader {
  /** As WebCodecs names it: `vp09.00.31.08`. */
  codec: string;
  width: number;
  height: number;
  /** What a decoder must be told beforehand, base64; most need nothing. */
  description: string | null;
  frames: SegmentFrame[];
}

/** A chunk is a minute of film at most. */
const MOST_HEADER_BYTES = 4 * 1024 * 1024;

export function packHeader(header: SegmentHeader): Uint8Array {
  const text = new TextEncoder().encode(
    JSON.stringify({
      ...header,
      frames: header.frames.map(({ at, duration, isKey, bytes }) => [at, duration, isKey ? 1 : 0, bytes]),
    }),
  );
  const packed = new Uint8Array(4 + text.length);
  new DataView(packed.buffer).setUint32(0, text.length, true);
  packed.set(text, 4);
  return packed;
}

export interface Segment {
  header: SegmentHeader;
  /** Where the first frame's bytes begin. */
  start: number;
}

/** @returns a sentence where the bytes are no segment. */
export async function readSegment(bytes: ByteReader): Promise<Segment | string> {
  if (bytes.size < 4) return 'it is shorter than its header';
  const length = new DataView(new Uint8Array(await bytes.read(0, 4)).buffer).getUint32(0, true);
  if (length > MOST_HEADER_BYTES || 4 + length > bytes.size) return 'its header is longer than it';
  const header = readHeader(await bytes.read(4, length));
  if (!header) return 'its header cannot be read';
  const sum = header.frames.reduce((total, frame) => total + frame.bytes, 0);
  if (4 + length + sum !== bytes.size) return 'its frames are not as long as its header says';
  return { header, start: 4 + length };
}

function readHeader(bytes: Uint8Array): SegmentHeader | null {
  try {
    const said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<
      string,
      unknown
    >;
    const { codec, width, height, description, frames } = said;
    if (typeof codec !== 'string' || codec.length > 64 || !isSide(width) || !isSide(height)) return null;
    if (!(description === null || typeof description === 'string') || !Array.isArray(frames)) return null;
    return { codec, width, height, description, frames: frames.map(readFrame) };
  } catch {
    return null;
  }
}

const isSide = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= 16_384;

function readFrame(raw: unknown): SegmentFrame {
  if (!Array.isArray(raw) || raw.length !== 4 || !raw.every((value) => Number.isSafeInteger(value)))
    throw new RangeError('a frame is four whole numbers');
  const [at, duration, key, bytes] = raw as [number, number, number, number];
  if (duration < 0 || bytes < 1) throw new RangeError('a frame lasts and has bytes');
  return { at, duration, isKey: key === 1, bytes };
}
