// Text for the demonstration: looks like prose to a compressor, is the same on every machine, and costs little to make.
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const SYLLABLES = 'ba co du fe gi ho ju ka le mi no pu ra se ti vo wa xe yo zu'.split(' ');
const PIECE_BYTES = 1024 * 1024;

/** An endless stream of random numbers, 0 to 1 (mulberry32). */
function* randoms(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ;) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** Writes exactly `bytes` bytes of ASCII text. */
export async function writeText(path: string, bytes: number, seed = 1): Promise<void> {
  const random = randoms(seed);
  const words = Array.from({ length: 4096 }, () =>
    Array.from(
      { length: 1 + Math.floor(random.next().value * 4) },
      () => SYLLABLES[Math.floor(random.next().value * SYLLABLES.length)],
    ).join(''),
  );
  const file = createWriteStream(path);
  for (let left = bytes; left > 0;) {
    const piece = makePiece(words, random).subarray(0, left);
    left -= piece.length;
    if (!file.write(piece)) await new Promise((resolve) => void file.once('drain', resolve));
  }
  file.end();
  await finished(file);
}

/** Few words are frequent and many are rare, as in a language. */
function makePiece(words: readonly string[], random: Generator<number, never>): Uint8Array {
  const line: string[] = [];
  for (let length = 0; length < PIECE_BYTES;) {
    const share = random.next().value;
    const word = words[Math.floor(words.length * share * share * share)] ?? '';
    const text = share > 0.98 ? `${word}.\n` : `${word} `;
    line.push(text);
    length += text.length;
  }
  return Buffer.from(line.join(''), 'latin1').subarray(0, PIECE_BYTES);
}
