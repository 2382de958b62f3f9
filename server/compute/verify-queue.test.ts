// The queue before verification: order, how many at once, and what is taken out of it.
import { expect, test } from 'vitest';
import type { JobNumber } from '../../shared/contract/ids.ts';
import type { Effect } from '../scheduler/effects.ts';
import { deviceNumber, jobNumber } from '../scheduler/fake-rows.ts';
import { makeVerifyQueue } from './verify-queue.ts';

type Verify = Extract<Effect, { type: 'verify' }>;
const ask = (job: JobNumber, index: number): Verify => ({
  when: 'afterCommit',
  type: 'verify',
  job,
  generation: 1,
  index,
  attempt: 0,
  device: deviceNumber(1),
  verifies: 'always',
});

test('results are looked at in order, a few at a time, and those of a job that ended not at all', async () => {
  const begun: string[] = [];
  const open: (() => void)[] = [];
  const queue = makeVerifyQueue(2, ({ job, index }) => {
    begun.push(`${job}/${index}`);
    return new Promise((resolve) => open.push(resolve));
  });
  for (let index = 0; index < 3000; index++) queue.add(ask(jobNumber(1 + (index % 2)), index));
  expect(begun).toEqual(['1/0', '2/1']);
  open.shift()!();
  await Promise.resolve();
  expect(begun).toEqual(['1/0', '2/1', '1/2']);
  queue.drop(jobNumber(1));
  while (open.length > 0) {
    open.shift()!();
    await Promise.resolve();
  }
  expect(begun.slice(3)).toEqual(Array.from({ length: 1499 }, (_, i) => `2/${2 * i + 3}`));
  queue.add(ask(jobNumber(1), 9));
  expect(begun.at(-1)).toBe('1/9');
});
