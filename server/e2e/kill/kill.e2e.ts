import { expect, test } from 'vitest';
import { killCoordinator } from './kill-rounds.ts';

test('ten kill -9 of the coordinator at random moments lose no acknowledged result and count none twice', async () => {
  const seed = Number(process.env.COVEY_SEED ?? Date.now() % 1_000_000);
  const report = await killCoordinator({ kills: 10, seed });
  expect({ seed, ...report, seconds: 0, acknowledged: 0 }).toEqual({
    seed,
    kills: 10,
    acknowledged: 0,
    lost: [],
    twice: [],
    wrongBytes: 0,
    seconds: 0,
  });
  expect(report.acknowledged).toBeGreaterThan(0);
});
