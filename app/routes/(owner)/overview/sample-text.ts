// A sample input, made on the spot: files of made-up text that compresses about as well as prose does. The same bytes every
// time, so that a second sample need not be uploaded again. Pure.
import type { Source } from '#shared/client/source.ts';

export const SAMPLE_BYTES = 32 * 1024 * 1024;
const FILES = 8;
export const FILE_BYTES = SAMPLE_BYTES / FILES;

const words =
  'a able after again all and as at away back be bird birds by came clear come could covey day down each early end every far few field fields first flock flew found from give go grass green ground had hand hands has hear her here high hill hills home hour how in into it its keep land last leave left light like line little long look made make many more morning near never new next night no not of off old on one only open or other our out over part path place plain quiet rain ran rest rise river road run same saw see seed seen set she sky slow small so some song sound still stood sun talk than that the their them then there they this time to together took tree trees turn two under up upon valley voice walk wander warm was watch water way we went were west what when where while white who wide wild wind wing wings with wood word work world would year you young'.split(
    ' ',
  );

export function sampleSources(): Source[] {
  return Array.from({ length: FILES }, (_, i) => ({
    name: `sample/chapter-${i + 1}.txt`,
    size: FILE_BYTES,
    slice: (offset: number, length: number) => Promise.resolve(writeText(i, offset, length)),
  }));
}

/** Bytes [offset, offset + length) of file `file`. Text is made in blocks, each from its own number, so any range can be asked for. */
export function writeText(file: number, offset: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const first = Math.floor(offset / BLOCK_BYTES);
  for (let block = first; block * BLOCK_BYTES < offset + length; block++) {
    const bytes = writeBlock(file * 65_536 + block);
    const at = block * BLOCK_BYTES - offset;
    const from = Math.max(0, -at);
    out.set(bytes.subarray(from, Math.min(BLOCK_BYTES, length - at)), Math.max(0, at));
  }
  return out;
}

const BLOCK_BYTES = 64 * 1024;

function writeBlock(seed: number): Uint8Array {
  let state = Math.imul(seed + 1, 0x9e37_79b1) >>> 0;
  const chance = () => {
    // mulberry32
    state = (state + 0x6d2b_79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  let text = '';
  let left = 0;
  while (text.length < BLOCK_BYTES) {
    const starts = left === 0;
    if (starts) left = 6 + Math.floor(chance() * 12);
    const word = words[Math.floor(chance() ** 1.7 * words.length)] ?? '';
    text += starts ? word[0]?.toUpperCase() + word.slice(1) : word;
    left--;
    text += left > 0 ? ' ' : chance() < 0.2 ? '.\n\n' : '. ';
  }
  return new TextEncoder().encode(text.slice(0, BLOCK_BYTES));
}
