import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeStillness, type Stillness } from './notice-stillness.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** Time goes on while no timer runs, as in a frozen page. */
const freeze = (ms: number) => vi.setSystemTime(Date.now() + ms);

test('a page that was held still says so with its first tick, and for how long', () => {
  const seen: Stillness[] = [];
  const end = noticeStillness((stillness) => seen.push(stillness));
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual([]);
  freeze(240_000);
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual([{ from: 5_000, until: 246_000 }]);
  vi.advanceTimersByTime(30_000);
  expect(seen).toHaveLength(1);
  end();
});

test('a busy machine and a clock that is set back are no stillness', () => {
  const seen: Stillness[] = [];
  const end = noticeStillness((stillness) => seen.push(stillness));
  freeze(8_000);
  vi.advanceTimersByTime(1_000);
  freeze(-3_600_000);
  vi.advanceTimersByTime(2_000);
  expect(seen).toEqual([]);
  end();
});

test('nothing ticks after it ended', () => {
  const end = noticeStillness(() => undefined);
  end();
  expect(vi.getTimerCount()).toBe(0);
});
