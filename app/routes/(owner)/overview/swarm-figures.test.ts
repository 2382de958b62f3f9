import { expect, test } from 'vitest';
import type { SwarmTotals } from '#shared/contract/viewer-messages.ts';
import { readFigures } from './swarm-figures.ts';

const none = { phone: 0, tablet: 0, laptop: 0, desktop: 0, server: 0 };
const totals = (more: Partial<SwarmTotals>) =>
  ({
    chunksQueued: 0,
    rate: 0,
    bestRate: 0,
    bestName: '',
    busyThreads: none,
    cpuSeconds: none,
    ...more,
  }) as SwarmTotals;

test('the queue takes as long as the present rate says, and nothing is said while nothing moves', () => {
  expect(readFigures(totals({ chunksQueued: 105 }), 10).queueSeconds).toBe(10.5);
  expect(readFigures(totals({ chunksQueued: 105 }), 0).queueSeconds).toBeNull();
});

test('speed-up is against the fastest device', () => {
  const figures = readFigures(totals({ rate: 8, bestRate: 4, bestName: 'fast' }), 8);
  expect(figures.speedUp).toEqual({ factor: 2, best: 'fast' });
  expect(readFigures(totals({}), 0).speedUp).toBeNull();
});

test('energy: busy threads now, all thread time ever, by the kind of device', () => {
  const figures = readFigures(
    totals({ busyThreads: { ...none, laptop: 1 }, cpuSeconds: { ...none, laptop: 3600, server: 3600 } }),
    0,
  );
  expect(figures.watts).toEqual({ low: 2, likely: 3.5, high: 7 });
  expect(figures.wattHours).toEqual({ low: 4, likely: 7.5, high: 15 });
});
