import { expect, test } from 'vitest';
import { type FetchPiece, fitWhole, type GrowingParts, growPicture } from './growing-picture.ts';

/** Two pieces, in chunks 0 and 4. */
const grid = { width: 100, height: 50, side: 64, every: 4 };
/** A hundred in a line. */
const line = { width: 100, height: 1, side: 1, every: 1 };

function makeParts(fetchOne: FetchPiece, over: Partial<GrowingParts> = {}) {
  const drawn: number[][] = [];
  const shares: number[] = [];
  const drawImage = (_: unknown, ...at: number[]) => void drawn.push(at);
  const parts: GrowingParts = {
    surface: { drawImage: drawImage as CanvasRenderingContext2D['drawImage'] },
    fetchOne,
    pace: { turn: () => Promise.resolve(), spend: () => undefined },
    isSeen: () => true,
    ondrawn: (share) => void shares.push(share),
    ...over,
  };
  return { drawn, shares, parts };
}
const fetched = { bitmap: { close: () => undefined } as ImageBitmap, bytes: 10 };
const have = () => Promise.resolve(fetched);
const { signal } = new AbortController();
const upTo = (n: number) => Array.from({ length: n }, (_, k) => k);

test('each piece is drawn once and in its place, and what cannot be had now the next time', async () => {
  const away = new Set([4]);
  const { drawn, shares, parts } = makeParts((chunk) => (away.has(chunk) ? Promise.resolve(null) : have()));
  const picture = growPicture(grid, parts);
  expect(await picture.add([0, 1], signal)).toBeCloseTo(0.64);
  away.clear();
  expect(await picture.add([0, 1], signal)).toBe(1);
  expect(await picture.add([0, 1], signal)).toBe(1);
  expect(shares).toEqual([0.64, 1]);
  expect(drawn).toEqual([
    [0, 0, 64, 50],
    [64, 0, 36, 50],
  ]);
});

test('a large picture is drawn smaller, without seams', async () => {
  const large = { width: 6000, height: 3000, side: 64, every: 1 };
  expect(fitWhole(large)).toMatchObject({ width: 2048, height: 1024 });
  const { drawn, parts } = makeParts(have);
  await growPicture(large, parts).add(upTo(10), signal);
  drawn.sort(([a = 0], [b = 0]) => a - b);
  expect(drawn).toHaveLength(10);
  for (const [i, [left = 0]] of drawn.slice(1).entries()) {
    const [before = 0, , width = 0] = drawn[i] ?? [];
    expect(before + width).toBeGreaterThanOrEqual(left);
  }
});

test('nothing more is fetched for a page that is gone', async () => {
  const gone = new AbortController();
  let asked = 0;
  const { parts } = makeParts(() => {
    asked += 1;
    gone.abort();
    return have();
  });
  await growPicture(line, parts).add(upTo(100), gone.signal);
  expect(asked).toBe(1);
});

test('while nobody sees the page nothing is fetched, and what is left the next time', async () => {
  let seen = 3;
  const { drawn, parts } = makeParts(have, { isSeen: () => seen-- > 0 });
  const picture = growPicture(line, parts);
  await picture.add(upTo(10), signal);
  expect(drawn).toHaveLength(3);
  seen = Infinity;
  await picture.add(upTo(10), signal);
  expect(drawn).toHaveLength(10);
});

test('each piece waits for its turn, and what it took is spent', async () => {
  let spent = 0;
  let turns = 0;
  const stop = new AbortController();
  const pace = {
    spend: (bytes: number) => void (spent += bytes),
    turn: () => {
      if (++turns > 7) stop.abort();
      return Promise.resolve();
    },
  };
  const { drawn, parts } = makeParts(have, { pace });
  await growPicture(line, parts).add(upTo(100), stop.signal);
  expect(drawn.length).toBeLessThanOrEqual(7);
  expect(drawn.length).toBeGreaterThan(0);
  expect(spent).toBe(10 * drawn.length);
});

test('two looks at once fetch nothing twice, and no more than a few at a time', async () => {
  const asked: number[] = [];
  let under = 0;
  let most = 0;
  const { parts } = makeParts(async (chunk) => {
    asked.push(chunk);
    most = Math.max(most, ++under);
    await Promise.resolve();
    under -= 1;
    return fetched;
  });
  const picture = growPicture(line, parts);
  await Promise.all([picture.add(upTo(15), signal), picture.add(upTo(20), signal)]);
  expect(asked.toSorted((a, b) => a - b)).toEqual(upTo(20));
  expect(most).toBe(4);
});
