// The boxes of an AVIF file. Its pixels are turned by `irot` and `imir`, not by EXIF; its profile is in `colr`, where ours
// takes the place of the one that the encoder wrote, and what lies behind it moves.
import { joinBytes } from '../../bytes/join-bytes.ts';
import { PhotoError } from '../photo-error.ts';
import { ascii, asciiAt, viewOf, type PhotoInfo } from './photo-info.ts';

interface Box {
  type: string;
  at: number;
  /** Where its contents begin and end. */
  start: number;
  end: number;
}

function* boxesIn(bytes: Uint8Array, from: number, to: number): Generator<Box, void> {
  const view = viewOf(bytes);
  for (let at = from; at + 8 <= to;) {
    const size = view.getUint32(at);
    const long = size === 1 && at + 16 <= to;
    const length = long ? Number(view.getBigUint64(at + 8)) : size === 0 ? to - at : size;
    if (length < 8) return;
    yield {
      type: asciiAt(bytes, at + 4, 4),
      at,
      start: at + (long ? 16 : 8),
      end: Math.min(to, at + length),
    };
    at += length;
  }
}

/** The first box of each type on the way, e.g. `meta`, `iprp`, `ipco`; null when one is not there. */
function findPath(bytes: Uint8Array, path: readonly string[]): Box[] | null {
  const found: Box[] = [];
  for (const type of path) {
    const parent = found.at(-1);
    // `meta` has a version and flags before its boxes.
    const from = parent ? parent.start + (parent.type === 'meta' ? 4 : 0) : 0;
    const box = boxesIn(bytes, from, parent?.end ?? bytes.length).find((one) => one.type === type);
    if (!box) return null;
    found.push(box);
  }
  return found;
}

const PROPERTIES = ['meta', 'iprp', 'ipco'] as const;

/** EXIF orientations of turning left by 0, 1, 2, 3 quarters, and of the same after mirroring top and bottom, or left and right. */
const TURNS = { none: [1, 8, 3, 6], upsideDown: [4, 5, 2, 7], sideways: [2, 7, 4, 5] } as const;

/** @throws PhotoError when it says nothing of its size. */
export function readAvifFile(bytes: Uint8Array): PhotoInfo {
  const properties = findPath(bytes, PROPERTIES)?.at(-1);
  const view = viewOf(bytes);
  let size: { width: number; height: number } | null = null;
  let icc: Uint8Array | null = null;
  let quarters = 0;
  let mirror: keyof typeof TURNS = 'none';
  let alpha = false;
  for (const { type, start, end } of properties ? boxesIn(bytes, properties.start, properties.end) : []) {
    // The largest is the whole; a grid has its tiles' sizes too.
    if (type === 'ispe' && end - start >= 12) {
      const [width, height] = [view.getUint32(start + 4), view.getUint32(start + 8)];
      if (!size || width * height > size.width * size.height) size = { width, height };
    }
    if (type === 'irot') quarters = (bytes[start] ?? 0) & 3;
    if (type === 'imir') mirror = ((bytes[start] ?? 0) & 1) === 0 ? 'upsideDown' : 'sideways';
    if (type === 'auxC') alpha = true;
    if (type === 'colr' && ['prof', 'rICC'].includes(asciiAt(bytes, start, 4)))
      icc = bytes.subarray(start + 4, end);
  }
  if (!size) throw new PhotoError('the AVIF is damaged or cut short');
  return { ...size, orientation: TURNS[mirror][quarters] ?? 1, alpha, exif: null, icc };
}

/** Only the profile: EXIF would be an item of its own. */
export function dressAvif(encoded: Uint8Array, icc: Uint8Array | null): Uint8Array {
  if (!icc) return encoded;
  const path = findPath(encoded, [...PROPERTIES, 'colr']);
  const places = findPath(encoded, ['meta', 'iloc'])?.at(-1);
  const old = path?.at(-1);
  if (!path || !old || !places) throw new Error('the AVIF encoder wrote no colour');
  const colour = joinBytes([new Uint8Array(4), ascii('colrprof'), icc]);
  viewOf(colour).setUint32(0, colour.length);
  const grown = colour.length - (old.end - old.at);

  const head = encoded.slice(0, old.at);
  const tail = encoded.slice(old.end);
  for (const { at } of path.slice(0, -1)) viewOf(head).setUint32(at, viewOf(head).getUint32(at) + grown);
  if (places.end > old.at) throw new Error('the AVIF encoder put its boxes in another order');
  moveItems(head, places, grown);
  return joinBytes([head, colour, tail]);
}

/** Version 0 of `iloc` with 32-bit offsets and lengths, as libavif writes it. */
function moveItems(bytes: Uint8Array, { start }: Box, by: number): void {
  const view = viewOf(bytes);
  if (view.getUint8(start) !== 0 || view.getUint8(start + 4) !== 0x44 || view.getUint8(start + 5) !== 0)
    throw new Error('the AVIF encoder wrote another kind of list');
  let at = start + 8;
  for (let items = view.getUint16(start + 6); items > 0; items--) {
    const extents = view.getUint16(at + 4);
    at += 6;
    for (let i = 0; i < extents; i++, at += 8) view.setUint32(at, view.getUint32(at) + by);
  }
}
