import { expect, test } from 'vitest';
import { canZoomIn, layOut, turnPage, zoomIn, zoomOut } from './map-window.ts';

test('few chunks get large cells, one each; millions share the cells that fit', () => {
  expect(layOut(20, 800)).toEqual({ columns: 36, rows: 1, pitch: 22, bins: 20 });
  expect(layOut(1000, 800)).toMatchObject({ pitch: 11, bins: 1000 });
  const many = layOut(10_000_000, 800);
  expect(many).toEqual({ columns: 88, rows: 22, pitch: 9, bins: 1936 });
  expect(layOut(3000, 800)).toEqual({ columns: 88, rows: 18, pitch: 9, bins: 1500 });
  expect(layOut(10_000_000, 250).bins).toBe(27 * 22);
  expect(layOut(0, 800).bins).toBe(1);
});

test('no layout asks for more bins than the coordinator counts, on a wall screen either', () => {
  for (let width = 100; width < 1600; width += 50) expect(layOut(1e7, width).bins).toBeLessThanOrEqual(4096);
});

test('zooming in shows an eighth around the cell, and stops at what a glance takes in', () => {
  const total = 10_000_000;
  let window = zoomIn({ first: 0, count: total }, total, 5_000_000);
  expect(window).toEqual({ first: 4_375_000, count: 1_250_000 });
  expect(zoomIn({ first: 0, count: total }, total, 3)).toEqual({ first: 0, count: 1_250_000 });
  expect(zoomIn({ first: 0, count: total }, total, total - 1)).toEqual({
    first: 8_750_000,
    count: 1_250_000,
  });
  expect(zoomIn({ first: 3, count: 21 }, 100, 13.5)).toEqual({ first: 5, count: 16 });
  for (let i = 0; i < 10; i++) window = zoomIn(window, total, 5_000_000);
  expect(window.count).toBe(16);
  expect(canZoomIn(window, total)).toBe(false);
  expect(canZoomIn({ first: 0, count: 5 }, 5)).toBe(false);
});

test('zooming out and turning pages never leave the job', () => {
  expect(zoomOut({ first: 990, count: 10 }, 1000)).toEqual({ first: 920, count: 80 });
  expect(zoomOut({ first: 0, count: 500 }, 1000)).toEqual({ first: 0, count: 1000 });
  expect(turnPage({ first: 100, count: 50 }, 1000, 1)).toEqual({ first: 150, count: 50 });
  expect(turnPage({ first: 960, count: 50 }, 1000, 1)).toEqual({ first: 950, count: 50 });
  expect(turnPage({ first: 10, count: 50 }, 1000, -1)).toEqual({ first: 0, count: 50 });
});
