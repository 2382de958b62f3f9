// The picture of a job's chunks: the same as counting them one by one, and cheap however many there are.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChunkMap } from '../../shared/contract/chunk-map.ts';
import { emptyBitmap, setBit } from '../scheduler/spans/bitmap.ts';
import { addRange, emptyRanges } from '../scheduler/spans/range-set.ts';
import { mapChunks, type MappedJob, type MappedSpan } from './map-chunks.ts';

/** 0 pending, 1 leased, 2 recorded, 3 accepted, 4 failed; chunks beyond `claimed` lie in no span. */
function jobOf(states: readonly number[], claimed: number, spanSize: number): MappedJob {
  const spans: MappedSpan[] = [];
  for (let first = 0; first < claimed; first += spanSize) {
    const count = Math.min(spanSize, claimed - first);
    const [recorded, accepted, pending] = [emptyBitmap(count), emptyBitmap(count), emptyRanges()];
    for (let i = 0; i < count; i++) {
      const state = states[first + i];
      if (state === 0) addRange(pending, first + i, first + i + 1);
      if (state === 2 || state === 3) setBit(recorded, i);
      if (state === 3) setBit(accepted, i);
    }
    const isFull = states.slice(first, first + count).every((state) => state === 3);
    spans.push({
      first,
      count,
      recorded: isFull ? null : recorded,
      accepted: isFull ? null : accepted,
      pending,
    });
  }
  return { count: states.length, spans, failed: states.flatMap((state, i) => (state === 4 ? [i] : [])) };
}

const unrolled = ({ runs }: ChunkMap) =>
  runs.flatMap(([bins, ...counts]) => Array.from({ length: bins }, () => counts));

test('every bin counts what lies in it, for any window and any number of bins', () => {
  const asked = fc.record({
    states: fc.array(fc.constantFrom(0, 1, 2, 3, 3, 3, 4), { minLength: 1, maxLength: 200 }),
    claimed: fc.nat(200),
    spanSize: fc.constantFrom(1, 7, 8, 64),
    first: fc.nat(220),
    count: fc.integer({ min: 1, max: 220 }),
    bins: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(asked, ({ states: drawn, claimed, spanSize, first, count, bins }) => {
      const states = drawn.map((state, i) => (i < claimed ? state : 0));
      const map = mapChunks(jobOf(states, Math.min(claimed, states.length), spanSize), {
        first,
        count,
        bins,
      });
      const seen = unrolled(map);
      expect(seen.length).toBeLessThanOrEqual(bins);
      const wanted = Array.from({ length: seen.length }, () => [0, 0, 0, 0, 0]);
      for (let index = first; index < Math.min(states.length, first + count); index++)
        wanted[Math.floor((index - first) / map.binSize)]![states[index]!]!++;
      expect(seen).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
});

test('ten million chunks: what is done and what is not begun are one run each', () => {
  const spans = Array.from({ length: 600 }, (_, i) => ({
    first: i * 8192,
    count: 8192,
    recorded: null,
    accepted: null,
    pending: emptyRanges(),
  }));
  const map = mapChunks(
    { count: 10_000_000, spans, failed: [] },
    { first: 0, count: 10_000_000, bins: 2000 },
  );
  expect(map).toMatchObject({ first: 0, count: 10_000_000, binSize: 5000 });
  expect(map.runs).toEqual([
    [983, 0, 0, 0, 5000, 0],
    [1, 4800, 0, 0, 200, 0],
    [1016, 5000, 0, 0, 0, 0],
  ]);
});

test('ten million chunks that are each different from the next cost bytes, not chunks', () => {
  let reads = 0;
  const half = new Proxy(emptyBitmap(8192).fill(0b0101_0101), {
    get(bits, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
      return Reflect.get(bits, name) as unknown;
    },
  });
  const spans = Array.from({ length: 20 }, (_, i) => ({
    first: i * 8192,
    count: 8192,
    recorded: half,
    accepted: half,
  }));
  const map = mapChunks({ count: 163_840, spans, failed: [] }, { first: 0, count: 163_840, bins: 20 });
  expect(map.runs).toEqual([[20, 0, 4096, 0, 4096, 0]]);
  expect(reads).toBeLessThanOrEqual((163_840 / 8) * 2);
});
