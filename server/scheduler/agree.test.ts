import { expect, test } from 'vitest';
import { deviceRow, emptyStore } from './fake-rows.ts';
import { only, Scenario } from './scenario.ts';

function checking(count = 4, share = 1, proven = 0) {
  const s = new Scenario(emptyStore({ devices: [deviceRow(1, { proven }), deviceRow(2, { proven })] }));
  s.submit(1, { count, verification: 'check', checkShare: share });
  s.commit();
  s.connect(1);
  return s;
}

test('[V1] a trusted result is accepted at once; a checked one once its verifier says so, asked after the commit', () => {
  const trusting = new Scenario();
  trusting.submit(1, { count: 3 });
  trusting.add(1);
  expect(trusting.results(1, 1, [0])).toEqual([
    { when: 'afterCommit', type: 'reply', ticket: 1, status: 'recorded' },
  ]);
  expect(trusting.job(1)).toMatchObject({ recorded: 1, accepted: 1 });

  const s = checking(3);
  const effects = s.results(1, 1, [0]);
  expect(effects).toEqual([
    {
      when: 'afterCommit',
      type: 'verify',
      job: 1,
      generation: 1,
      index: 0,
      attempt: 0,
      device: 1,
      verifies: 'always',
    },
    { when: 'afterCommit', type: 'reply', ticket: 1, status: 'recorded' },
  ]);
  expect(s.job(1)).toMatchObject({ recorded: 1, accepted: 0 });
  s.judge(only(effects, 'verify')[0]!, 'accepted');
  expect(s.job(1)).toMatchObject({ recorded: 1, accepted: 1 });
  expect(s.device(1).row.proven).toBe(1);
});

test('[A10] a verdict that comes after its device moved proves nothing of it where it is now', () => {
  const s = checking(2);
  const [asked] = only(s.results(1, 1, [0]), 'verify');
  const garage = { ...s.device(1).swarm.row, number: 2, name: 'garage' };
  s.tell({ type: 'swarmAdded', row: garage });
  s.tell({ type: 'deviceMoved', device: s.device(1).row.number, swarm: garage.number, approved: true });
  s.judge(asked!, 'accepted');
  expect(s.job(1).accepted).toBe(1);
  expect(s.device(1).row.proven).toBe(0);
});

test('[V2] a proven device is sampled, others are not', () => {
  const proven = checking(400, 0.25, 10);
  const asked = only(
    proven.results(
      1,
      1,
      Array.from({ length: 64 }, (_, i) => i),
    ),
    'verify',
  ).length;
  expect(asked).toBeGreaterThan(4);
  expect(asked).toBeLessThan(32);
  expect(only(checking(400, 0.25, 9).results(1, 1, [0, 1, 2]), 'verify')).toHaveLength(3);
});

test('[V3][V4] a rejected result is redone elsewhere, its device quarantined, the rest of its work looked up and redone', () => {
  const s = checking(4, 0, 10);
  s.results(1, 1, [0, 1]);
  expect(s.job(1).accepted).toBe(2);
  s.connect(2);
  const effects = s.judge(
    {
      when: 'afterCommit',
      type: 'verify',
      job: s.job(1).row.number,
      generation: 1,
      index: 0,
      attempt: 0,
      device: s.device(1).row.number,
      verifies: 'always',
    },
    'rejected',
    'it does not decompress',
  );
  expect(s.device(1).row.quarantine).toBe(
    'Its result for chunk 0 of job 1 was wrong: it does not decompress',
  );
  expect(only(effects, 'sendSteering')).toMatchObject([
    { device: 1, steering: { quarantine: s.device(1).row.quarantine } },
  ]);
  expect(only(effects, 'findTouched')).toEqual([
    { when: 'afterCommit', type: 'findTouched', job: 1, generation: 1, device: 1 },
  ]);
  expect(s.held(1)).toEqual([]);
  expect(s.held(2).length).toBeGreaterThan(0);
  s.results(2, 1, [0, 2, 3]);
  expect(s.job(1).row.state).toBe('running');
  s.tell({
    type: 'touchedFound',
    job: s.job(1).row.number,
    generation: 1,
    device: s.device(1).row.number,
    ranges: [{ first: 0, count: 2 }],
  });
  expect(s.job(1)).toMatchObject({ recorded: 3, accepted: 3 });
  expect(only(s.results(1, 1, [1]), 'reply')[0]?.status).toBe('gone');
  s.results(2, 1, [1]);
  expect(s.job(1).row.state).toBe('reducing');
  const rows = s
    .commit()
    .filter((change) => change.type === 'exceptionChanged')
    .map((change) => change.row);
  expect(rows).toMatchObject([
    { index: 0, attempt: 1, avoid: [1] },
    { index: 1, attempt: 1, avoid: [1] },
  ]);
});

test('[E3] a rejection while the job is reduced voids that reduce', () => {
  const s = checking(1, 0, 10);
  s.results(1, 1, [0]);
  expect(s.job(1).row.state).toBe('reducing');
  const effects = s.judge(
    {
      when: 'afterCommit',
      type: 'verify',
      job: s.job(1).row.number,
      generation: 1,
      index: 0,
      attempt: 0,
      device: s.device(1).row.number,
      verifies: 'always',
    },
    'rejected',
    'zeros',
  );
  expect(only(effects, 'stopCompute')).toEqual([{ when: 'afterCommit', type: 'stopCompute', job: 1 }]);
  s.tell({ type: 'jobReduced', job: s.job(1).row.number, generation: 1, outputs: [], at: 1 });
  expect(s.job(1).row).toMatchObject({ state: 'running', generation: 2 });
});

test('[V5] a verdict on an older attempt says nothing, and a result sent again by a device that must avoid the chunk is not a new one', () => {
  const s = checking();
  s.connect(2, { threads: 1 });
  const [verify] = only(s.results(1, 1, [0]), 'verify');
  s.judge(verify!, 'unproven', 'within rounding');
  expect(s.device(1).row.quarantine).toBeNull();
  s.judge(verify!, 'rejected', 'late');
  expect(s.device(1).row.quarantine).toBeNull();
  expect(only(s.results(1, 1, [0]), 'reply')[0]?.status).toBe('recorded');
  expect(s.job(1).recorded).toBe(0);
  expect(only(s.results(2, 1, [0]), 'verify')).toMatchObject([{ attempt: 1, device: 2 }]);
});

test('[V6] what can be neither proved nor refuted five times has failed', () => {
  const s = checking(1);
  for (let attempt = 0; attempt < 5; attempt++) {
    const [verify] = only(s.results(1, 1, [0]), 'verify');
    expect(verify).toMatchObject({ attempt });
    s.judge(verify!, 'unproven', 'within rounding');
    s.pass(31_000);
    s.report(1, { holding: 0 });
  }
  expect(s.job(1).row).toMatchObject({ state: 'failed', note: 'All 1 chunk failed' });
});

test('[E5] after a restart what was recorded and not judged is verified again, and an interrupted reduce and look-up start anew', () => {
  const row = { ...checking().job(1).row, state: 'running' as const };
  const span = {
    job: row.number,
    no: 0,
    first: 0,
    count: 4,
    recorded: new Uint8Array([0b0111]),
    accepted: new Uint8Array([0b0001]),
  };
  const liar = deviceRow(3, { quarantine: 'It lied.' });
  const s = new Scenario(
    emptyStore({
      epoch: 2,
      jobs: [row],
      spans: [span],
      free: [{ job: row.number, low: 4 }],
      devices: [deviceRow(1), liar],
      shares: [{ job: row.number, device: liar.number, chunks: 1, trusted: 0, cpuSeconds: 1 }],
    }),
  );
  expect(only(s.effects, 'verify').map((effect) => [effect.index, effect.device])).toEqual([
    [1, 0],
    [2, 0],
  ]);
  expect(only(s.effects, 'findTouched')).toHaveLength(1);
  s.connect(1);
  expect(s.held(1)).toEqual([]);
  s.pass(1_000);
  expect(s.held(1)).toEqual([[3, 1]]);
  const reducing = new Scenario(
    emptyStore({
      epoch: 2,
      jobs: [{ ...row, state: 'reducing' }],
      spans: [{ ...span, recorded: null, accepted: null }],
      free: [{ job: row.number, low: 4 }],
    }),
  );
  expect(only(reducing.effects, 'reduce')).toEqual([{ when: 'now', type: 'reduce', job: 1, generation: 1 }]);
});
