import { expect, test } from 'vitest';
import { makePace } from './pace.ts';

function makeClock() {
  let time = 5_000;
  return {
    now: () => time,
    wait: (ms: number) => {
      time += ms;
      return Promise.resolve();
    },
  };
}

test('bytes take as long as the rate says, however many are fetched at once', async () => {
  const clock = makeClock();
  const pace = makePace(1_000, clock);
  const { signal } = new AbortController();
  let fetched = 0;
  const fetchFive = async () => {
    for (let i = 0; i < 5; i++) {
      await pace.turn(signal);
      pace.spend(500);
      fetched += 500;
    }
  };
  await Promise.all([fetchFive(), fetchFive(), fetchFive(), fetchFive()]);
  await pace.turn(signal);
  expect(fetched).toBe(10_000);
  expect(clock.now()).toBe(5_000 + 10_000);
});

test('who is gone does not wait', async () => {
  const gone = new AbortController();
  const pace = makePace(1);
  pace.spend(1_000_000);
  const turn = pace.turn(gone.signal);
  gone.abort();
  await expect(turn).resolves.toBeUndefined();
});
