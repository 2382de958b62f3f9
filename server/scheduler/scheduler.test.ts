import { expect, test } from 'vitest';
import { indexesOf } from './fake-rows.ts';
import { Scenario, only } from './scenario.ts';

test('the walk of one job: leased, recorded, accepted, reduced, done', () => {
  const s = new Scenario();
  s.submit(1, { count: 10 });
  s.commit();
  const leases = only(s.add(1), 'sendLease');
  const handed = leases.flatMap(indexesOf);
  expect(handed).toEqual([...handed].sort((a, b) => a - b));
  const open = [...handed];
  let effects = s.effects;
  for (let turn = 0; open.length > 0 && turn < 20; turn++) {
    effects = s.results(1, 1, open.splice(0, 2));
    open.push(...only(effects, 'sendLease').flatMap(indexesOf));
  }
  expect(only(effects, 'reduce')).toHaveLength(1);
  expect(s.job(1).row.state).toBe('reducing');
  effects = s.tell({ type: 'jobReduced', job: s.job(1).row.number, generation: 1, outputs: [], at: 5 });
  expect(s.job(1).row).toMatchObject({ state: 'done', endedAt: 5, note: '' });
});
