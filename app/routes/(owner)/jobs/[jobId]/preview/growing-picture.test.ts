import { expect, test } from 'vitest';
import { fitWhole, growPicture, type Piece, piecesOf } from './growing-picture.ts';

const whole = { width: 100, height: 50 };
const pieces: Piece[] = [
  { chunk: 0, n: 0, place: { x: 0, y: 0, width: 64, height: 50, whole } },
  { chunk: 4, n: 0, place: { x: 64, y: 0, width: 36, height: 50, whole } },
];

function makeSurface() {
  const drawn: number[][] = [];
  const drawImage = (_: unknown, ...at: number[]) => void drawn.push(at);
  return { drawn, surface: { drawImage: drawImage as CanvasRenderingContext2D['drawImage'] } };
}
const bitmap = { close: () => undefined } as ImageBitmap;
const { signal } = new AbortController();

test('each piece is drawn once and in its place, and what cannot be had now the next time', async () => {
  const { drawn, surface } = makeSurface();
  const away = new Set([4]);
  const picture = growPicture(surface, whole, ({ chunk }) =>
    Promise.resolve(away.has(chunk) ? null : bitmap),
  );
  expect(await picture.add(pieces, signal)).toBeCloseTo(0.64);
  away.clear();
  expect(await picture.add(pieces, signal)).toBe(1);
  expect(await picture.add(pieces, signal)).toBe(1);
  expect(drawn).toEqual([
    [0, 0, 64, 50],
    [64, 0, 36, 50],
  ]);
});

test('a large picture is drawn smaller, without seams', async () => {
  const large = { width: 6000, height: 3000 };
  expect(fitWhole(large)).toMatchObject({ width: 2048, height: 1024 });
  const { drawn, surface } = makeSurface();
  const row = Array.from({ length: 10 }, (_, i) => ({
    chunk: i,
    n: 0,
    place: { x: 64 * i, y: 64, width: 64, height: 64, whole: large },
  }));
  await growPicture(surface, large, () => Promise.resolve(bitmap)).add(row, signal);
  drawn.sort(([a = 0], [b = 0]) => a - b);
  for (const [i, [left = 0]] of drawn.slice(1).entries()) {
    const [before = 0, , width = 0] = drawn[i] ?? [];
    expect(before + width).toBeGreaterThanOrEqual(left);
  }
});

test('nothing more is fetched for a page that is gone', async () => {
  const gone = new AbortController();
  let asked = 0;
  const picture = growPicture(makeSurface().surface, whole, () => {
    asked += 1;
    gone.abort();
    return Promise.resolve(bitmap);
  });
  const many = Array.from({ length: 100 }, (_, chunk) => ({ ...pieces[0]!, chunk }));
  await picture.add(many, gone.signal);
  expect(asked).toBe(1);
});

test('two looks at once fetch nothing twice, and no more than a few at a time', async () => {
  const asked: number[] = [];
  let under = 0;
  let most = 0;
  const many = Array.from({ length: 20 }, (_, chunk) => ({ ...pieces[0]!, chunk }));
  const picture = growPicture(makeSurface().surface, whole, async ({ chunk }) => {
    asked.push(chunk);
    most = Math.max(most, ++under);
    await Promise.resolve();
    under -= 1;
    return bitmap;
  });
  await Promise.all([picture.add(many.slice(0, 15), signal), picture.add(many, signal)]);
  expect(asked.toSorted((a, b) => a - b)).toEqual(many.map(({ chunk }) => chunk));
  expect(most).toBe(4);
});

test('pictures without a place are no pieces', () => {
  expect(piecesOf([{ chunk: 1, n: 0, name: 'a.jpg', size: 3 }])).toEqual([]);
});
