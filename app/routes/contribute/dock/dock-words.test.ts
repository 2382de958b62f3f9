import { expect, test } from 'vitest';
import {
  dockRefusal,
  dockTime,
  type Place,
  placeAt,
  plugWish,
  STAND_MS,
  untilNextMinute,
} from './dock-words.ts';

test('where the screen cannot be kept on, it says why', () => {
  expect(dockRefusal(true, true)).toBeUndefined();
  expect(dockRefusal(false, false)).toMatch(/plain http/);
  expect(dockRefusal(true, false)).toMatch(/This browser cannot keep the screen on/);
});

test('it asks for power only when it knows that there is none', () => {
  expect(plugWish({ charging: false, battery: 33.7 })).toBe('Plug me in, 34 %');
  expect(plugWish({ charging: false })).toBe('Plug me in');
  expect(plugWish({ charging: true, battery: 10 })).toBeUndefined();
  expect(plugWish({})).toBeUndefined();
});

test('the words stand still for half a minute and then move a little', () => {
  expect(placeAt(0)).toEqual(placeAt(STAND_MS - 1));
  const places: Place[] = Array.from({ length: 400 }, (_, i) => placeAt(i * STAND_MS));
  for (const [i, place] of places.slice(1).entries()) {
    const before = places[i] as Place;
    const moved = Math.hypot(place.x - before.x, place.y - before.y);
    expect(moved).toBeGreaterThan(0.01);
    expect(moved).toBeLessThan(0.7);
  }
});

test('no place is visited more often than its share, and none lies outside the screen', () => {
  const visits = new Map<string, number>();
  for (let i = 0; i < 176; i++) {
    const { x, y } = placeAt(i * STAND_MS);
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
    const cell = `${Math.round(x * 2)} ${Math.round(y * 2)}`;
    visits.set(cell, (visits.get(cell) ?? 0) + 1);
  }
  expect(Math.max(...visits.values()) / 176).toBeLessThan(0.15);
});

test('the clock shows minutes and knows when the next one begins', () => {
  expect(dockTime(new Date(2026, 0, 1, 7, 5).getTime(), 'en-GB')).toBe('07:05');
  expect(untilNextMinute(90_000)).toBe(30_000);
  expect(untilNextMinute(120_000)).toBe(60_000);
});
