// A job that is cut once its files are there: asked for after the commit, again after a restart, taken once, and failed with its reason.
import { expect, test } from 'vitest';
import { emptyStore, jobNumber, jobRow, uniform, UTC } from './fake-rows.ts';
import type { JobRow } from './rows.ts';
import { only, Scenario } from './scenario.ts';

const UNCUT: Partial<JobRow> = { count: 0, spanSize: 1, totalCost: 0, state: 'uploading' };
const job = jobNumber(1);
const index = Uint8Array.of(1, 2, 3);
const facts = { count: 20, spanSize: 8, totalCost: 20 };
const cut = { type: 'jobCut', job, generation: 1, index, facts, costs: uniform } as const;
const uploaded = { type: 'jobUploaded', job } as const;

test('[E8] a job that looks inside is cut when its files are there, and its row and index change in one tick', () => {
  const s = new Scenario();
  s.add(1);
  s.submit(1, UNCUT);
  s.commit();
  expect(s.tell(cut), 'nobody asked yet').toEqual([]);
  expect(s.tell(uploaded)).toEqual([{ when: 'afterCommit', type: 'cut', job, generation: 1 }]);
  expect(s.commit()).toMatchObject([{ type: 'jobChanged', row: { state: 'queued', count: 0 } }]);
  const granted = s.tell(cut);
  expect(only(granted, 'sendLease')).toMatchObject([{ job, first: 0 }]);
  expect(s.commit().slice(0, 2)).toMatchObject([
    { type: 'jobChanged', row: { state: 'running', ...facts } },
    { type: 'jobIndexed', job, index },
  ]);
  const again = { ...cut, facts: { ...facts, count: 5 } };
  expect(s.tell(again), 'a second answer').toEqual([]);
  expect(s.job(1).row.count).toBe(20);
});

test('[E8] a restart before the cut is on disk cuts again', () => {
  for (const state of ['queued', 'paused'] as const) {
    const s = new Scenario(emptyStore({ jobs: [jobRow(1, { ...UNCUT, state })] }));
    expect(s.effects).toEqual([{ when: 'afterCommit', type: 'cut', job, generation: 1 }]);
    s.tell(cut);
    expect(s.job(1).row).toMatchObject({ state, ...facts });
  }
  expect(new Scenario(emptyStore({ jobs: [jobRow(1, UNCUT)] })).effects, 'not all is there').toEqual([]);
});

test('[E8] what cannot be cut has failed, with the reason', () => {
  const s = new Scenario();
  s.submit(1, UNCUT);
  s.tell(uploaded);
  const reason = 'the file "a.npy" is cut short: its header says 64 bytes, it has 10';
  const effects = s.tell({ type: 'cutFailed', job, generation: 1, reason, at: UTC });
  expect(s.job(1).row).toMatchObject({ state: 'failed', note: reason, endedAt: UTC });
  expect(only(effects, 'note')).toMatchObject([{ tone: 'warning', text: `job 1 failed: ${reason}.` }]);
  expect(s.tell(cut), 'too late').toEqual([]);
});

test('[E8] a job that is cancelled while it is cut stays cancelled, and the cut is stopped', () => {
  const s = new Scenario();
  s.submit(1, UNCUT);
  s.tell(uploaded);
  const effects = s.tell({ type: 'jobCancelled', job, at: UTC });
  expect(only(effects, 'stopCompute')).toEqual([{ when: 'afterCommit', type: 'stopCompute', job }]);
  expect(s.tell(cut)).toEqual([]);
  expect(s.job(1).row).toMatchObject({ state: 'cancelled', count: 0 });
});

test('[E8] paused before it was cut, it waits with its chunks', () => {
  const s = new Scenario();
  s.add(1);
  s.submit(1, UNCUT);
  s.tell(uploaded);
  s.tell({ type: 'jobPaused', job });
  expect(only(s.tell(cut), 'sendLease')).toEqual([]);
  expect(only(s.tell({ type: 'jobResumed', job }), 'sendLease')).toHaveLength(1);
});
