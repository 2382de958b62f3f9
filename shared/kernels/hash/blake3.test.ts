// BLAKE3: hash-wasm's digest for any length, and the module that is committed is the one its sources give.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { blake3 as reference } from 'hash-wasm';
import { expect, test } from 'vitest';
import { noiseBytes } from '../testing/test-files.ts';
import { loadBlake3, openSubtree, WINDOW_BYTES } from './blake3.ts';
import { compileBlake3, embedded } from './build-blake3.ts';

const PIECE = 4 * WINDOW_BYTES;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function hashRange(bytes: Uint8Array, start: number, end: number, root: boolean): Promise<Uint8Array> {
  const tree = openSubtree(await loadBlake3(), start, root);
  for (let at = start; at < end; at += WINDOW_BYTES)
    tree.update(bytes.subarray(at, Math.min(end, at + WINDOW_BYTES)));
  return tree.finish();
}

async function hashInPieces(bytes: Uint8Array): Promise<string> {
  if (bytes.length <= PIECE) return hex(await hashRange(bytes, 0, bytes.length, true));
  const values: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PIECE)
    values.push(await hashRange(bytes, at, Math.min(bytes.length, at + PIECE), false));
  return hex((await loadBlake3()).join(values, true));
}

const noise = noiseBytes(17 * 1024 * 1024, 5);

/** Lengths around the borders of blocks, chunks, groups of four chunks, windows and pieces. */
const borders = [
  64,
  1024,
  2048,
  4096,
  5120,
  8192,
  WINDOW_BYTES,
  2 * WINDOW_BYTES,
  3 * WINDOW_BYTES,
  PIECE,
  2 * PIECE,
  3 * PIECE,
];

test('the official test vector for the empty input', async () => {
  expect(await hashInPieces(new Uint8Array(0))).toBe(
    'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262',
  );
});

test('lengths around every border give the digest of hash-wasm', async () => {
  const near = fc
    .tuple(fc.constantFrom(...borders), fc.integer({ min: -65, max: 65 }))
    .map(([border, by]) => Math.max(0, border + by));
  await fc.assert(
    fc.asyncProperty(near, async (length) => {
      const bytes = noise.subarray(0, length);
      expect(await hashInPieces(bytes)).toBe(await reference(bytes));
    }),
    { numRuns: 60 },
  );
});

test('any length up to 17 MiB gives the digest of hash-wasm', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: noise.length }), async (length) => {
      const bytes = noise.subarray(0, length);
      expect(await hashInPieces(bytes)).toBe(await reference(bytes));
    }),
    { numRuns: 8 },
  );
});

test('the committed module is what the sources compile to', async () => {
  expect(readFileSync(new URL('blake3-wasm.ts', import.meta.url), 'utf8')).toBe(
    embedded(await compileBlake3()),
  );
});
