import { expect, test } from 'vitest';
import { JOB_STATES, type JobView } from '#shared/contract/job.ts';
import {
  filterJobs,
  isFiltered,
  latestRounds,
  readFilter,
  roundText,
  STATE_GROUPS,
  writeFilter,
} from './job-filter.ts';

const job = (name: string, more: Partial<JobView> = {}) =>
  ({ name, kernel: 'hash', state: 'running', note: '', ...more }) as JobView;
const names = (jobs: readonly JobView[]) => jobs.map((one) => one.name);

test('every state is in one group', () => {
  expect(Object.values(STATE_GROUPS).flat().toSorted()).toEqual([...JOB_STATES].toSorted());
});

test('a filter survives the address bar, and what makes no sense there is left out', () => {
  const filter = { group: 'done', kernel: 'compress', text: 'of 2024 & more' } as const;
  expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
  const none = readFilter(new URLSearchParams('state=toString&find=+'));
  expect([none.group, isFiltered(none), writeFilter(none)]).toEqual([undefined, false, '']);
});

test('state, kernel and words are all to fit; words in any order and case', () => {
  const jobs = [
    job('Letters of 2024'),
    job('Holiday photos', { kernel: 'compress', state: 'paused' }),
    job('Letters of 2023', { state: 'done', note: '1 chunk failed' }),
  ];
  const show = (more: object) =>
    names(filterJobs(jobs, { group: undefined, kernel: undefined, text: '', ...more }));
  expect(show({})).toHaveLength(3);
  expect(show({ text: '2024 LETTERS' })).toEqual(['Letters of 2024']);
  expect(show({ text: 'failed' })).toEqual(['Letters of 2023']);
  expect(show({ group: 'paused' })).toEqual(['Holiday photos']);
  expect(show({ kernel: 'hash', group: 'done' })).toEqual(['Letters of 2023']);
  expect(show({ kernel: 'compress', group: 'done' })).toEqual([]);
});

test('of jobs that follow on each other the list has the latest, and says which round it is', () => {
  const alone = job('alone', { id: 'a', round: 1, rounds: 1, parent: null, next: null } as Partial<JobView>);
  const chain = [1, 2, 3].map((round) =>
    job(`round ${round}`, {
      id: `${round}`,
      round,
      rounds: 20,
      parent: round > 1 ? `${round - 1}` : null,
      next: round < 3 ? `${round + 1}` : null,
    } as Partial<JobView>),
  );
  expect(names(latestRounds([alone, ...chain]))).toEqual(['alone', 'round 3']);
  expect(names(latestRounds(chain.slice(0, 2))), 'the last one is filtered out').toEqual(['round 2']);
  expect([alone, chain[2]!, { ...chain[1]!, rounds: null }].map(roundText)).toEqual([
    '',
    'round 3 of 20',
    'round 2',
  ]);
});
