import { describe, expect, test } from 'vitest';
import type { AuditRow } from '../../scheduler/people-rows.ts';
import { makeDisk, makeTime } from '../fake-disk.ts';
import { makeAuditLog } from './audit-log.ts';
import { makeRefusalCounter } from './count-refusals.ts';

const refusal = (address: string, at = 0): AuditRow => ({
  at,
  swarm: null,
  action: 'request-refused',
  outcome: 'refused',
  actor: 'somebody',
  target: 'GET /api/jobs',
  address,
  detail: 'no',
});

describe('refusals', () => {
  test('a thousand from one address within a minute become two lines', () => {
    const counter = makeRefusalCounter();
    const now = Array.from({ length: 1000 }, (_, i) => counter.count(refusal('10.0.0.1', i))).filter(Boolean);
    expect(now).toHaveLength(1);
    expect(counter.due(59_999)).toEqual([]);
    expect(counter.due(60_000)).toMatchObject([
      { address: '10.0.0.1', detail: expect.stringContaining('999 more') },
    ]);
    expect(counter.due(120_000)).toEqual([]);
  });

  test('in one swarm hide none in another, and the addresses of one IPv6 network count as one', () => {
    const counter = makeRefusalCounter();
    expect(counter.count({ ...refusal('10.0.0.1'), swarm: 1 })).not.toBeNull();
    expect(counter.count({ ...refusal('10.0.0.1'), swarm: 2 })).toMatchObject({ swarm: 2 });
    expect(counter.count({ ...refusal('10.0.0.1'), swarm: 2 })).toBeNull();
    const network = Array.from({ length: 500 }, (_, i) => counter.count(refusal(`2001:db8::${i + 1}`)));
    expect(network.filter(Boolean)).toHaveLength(1);
  });

  test('ten thousand addresses become a hundred lines and one for all others', () => {
    const counter = makeRefusalCounter();
    const now = Array.from({ length: 10_000 }, (_, i) =>
      counter.count(refusal(`10.0.${i >> 8}.${i & 255}`)),
    ).filter(Boolean);
    expect(now).toHaveLength(101);
    expect(counter.due(60_000)).toMatchObject([{ address: 'many addresses' }]);
  });
});

test('every text of a line is cut', () => {
  const audit = makeAuditLog({ utc: () => 0, persist: () => Promise.resolve() });
  const long = 'x'.repeat(1000);
  const happened = { actor: long, target: long, address: long, detail: long };
  const change = audit.done({ action: 'swarm-steered', swarm: null, ...happened });
  const row = change.type === 'audited' ? change.row : undefined;
  expect([row?.actor, row?.target, row?.address, row?.detail].map((text) => text?.length)).toEqual([
    100, 200, 100, 300,
  ]);
});

test('what was counted is written when the log stops, and a disk that is full breaks nothing', async () => {
  const time = makeTime();
  const disk = makeDisk();
  const audit = makeAuditLog({ utc: time.utc, persist: disk.persist });
  const happened = { action: 'sign-in-refused', swarm: null, actor: 'x\ny', address: '10.0.0.1' } as const;
  for (let i = 0; i < 3; i++) audit.refused(happened);
  await audit.stop();
  expect(disk.written).toMatchObject([
    { type: 'audited', row: { actor: 'x\\u{a}y', outcome: 'refused' } },
    { type: 'audited', row: { detail: '2 more like the one before, within a minute' } },
  ]);
  disk.fill(true);
  audit.refused(happened);
  await audit.stop();
});
