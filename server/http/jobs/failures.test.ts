import { expect, test } from 'vitest';
import { untroubled } from '../../scheduler/chunk.ts';
import { deviceNumber, jobNumber } from '../../scheduler/fake-rows.ts';
import type { ExceptionRow } from '../../scheduler/rows.ts';
import { failuresOf } from './failures.ts';

const row = ({ index = 0, ...over }: Partial<ExceptionRow>): ExceptionRow => ({
  ...untroubled(jobNumber(1), index),
  ...over,
});
const vote = (attempt: number) => ({ attempt, device: deviceNumber(attempt + 1) });

test('a chunk that was only asked about elsewhere is not among those that went wrong', () => {
  const asked = row({ index: 1, attempt: 1, votes: [vote(0)] });
  const thrown = row({ index: 2, threwOn: [deviceNumber(3)], lastCode: 'threw', lastMessage: 'no' });
  expect(failuresOf([asked, thrown])).toEqual([{ index: 2, attempts: 1, code: 'retried', message: 'no' }]);
});

test('votes are no attempts that failed', () => {
  const both = row({ attempt: 2, crashes: 1, votes: [vote(0), vote(1)], lastCode: 'device-vanished' });
  const again = row({ attempt: 0, votes: [vote(1)], failed: true, lastCode: 'threw' });
  expect(failuresOf([both, again]).map(({ attempts }) => attempts)).toEqual([1, 0]);
  const apart = row({ attempt: 2, votes: [vote(0), vote(1)], failed: true, lastCode: 'no-agreement' });
  expect(failuresOf([apart])).toMatchObject([{ attempts: 2 }]);
});
