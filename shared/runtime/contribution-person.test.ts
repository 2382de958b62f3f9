// The person and the owner: duty, pausing, stopping, leaving. Numbers in brackets are rules of PROTOCOL.md.
import { describe, expect, test } from 'vitest';
import { PAUSE_KEEPS_MS } from './contribution.ts';
import type { Steering } from '../contract/device-messages.ts';
import type { Happening } from './contribution-messages.ts';
import type { PersonSettings } from './contribution-view.ts';
import { fakeLease as lease, JOB } from './fakes/fake-lease.ts';
import { machine, runs, steering, types } from './fakes/fake-machine.ts';

describe('the person and the owner', () => {
  const work = (settings: Partial<PersonSettings> = {}) => {
    const made = machine({ threads: 1, ...settings });
    made.after({ type: 'leased', lease: lease(0, 4) });
    return made;
  };
  const steered = (change: Partial<Steering>): Happening => ({
    type: 'steered',
    steering: { ...steering, ...change },
  });
  const configured = (change: Partial<PersonSettings>): Happening => ({ type: 'configured', change });
  const returnedTail = {
    type: 'sendReturned',
    returned: { leaseId: 100, job: JOB, ranges: [{ first: 1, count: 3 }] },
  };

  test('[P11] pause hands back what is not started and lets the running chunk wait at duty 0', () => {
    const { after } = work();
    expect(after(configured({ state: 'paused' }))).toMatchObject([
      { type: 'setDuty', duty: 0 },
      returnedTail,
      { type: 'sendStatus', status: { duty: 0, reason: 'paused-by-person', holding: 1 } },
    ]);
    expect(after(configured({ state: 'running' }))).toMatchObject([
      { type: 'setDuty', duty: 1 },
      { type: 'sendStatus' },
    ]);
  });

  test('[P11] after a long pause the running chunk is handed back as well', () => {
    const { after, wait } = work();
    after(configured({ state: 'paused' }));
    wait(PAUSE_KEEPS_MS - 1);
    expect(types(after({ type: 'heartbeatDue' }))).toEqual(['sendStatus']);
    wait(1);
    expect(after({ type: 'heartbeatDue' })).toMatchObject([
      { type: 'sendStatus' },
      { type: 'kill', run: 1 },
      { type: 'sendReturned', returned: { ranges: [{ first: 0, count: 1 }] } },
    ]);
  });

  test.each([
    ['stopped by the person', configured({ state: 'stopped' }), 'stopped-by-person'],
    ['disabled by the owner', steered({ enabled: false }), 'disabled-by-owner'],
    ['stopped with the swarm', steered({ swarm: 'stopped' }), 'swarm-stopped'],
    ['set aside', steered({ quarantine: 'wrong results' }), 'quarantined'],
    ['waiting at the door', steered({ approved: false }), 'waiting-for-approval'],
  ])('[P11] %s: running chunks are killed and handed back', (_, happening, reason) => {
    const { after } = work();
    expect(after(happening)).toMatchObject([
      { type: 'setDuty', duty: 0 },
      returnedTail,
      { type: 'kill', run: 1, slot: 0 },
      { type: 'sendReturned', returned: { ranges: [{ first: 0, count: 1 }] } },
      { type: 'sendStatus', status: { duty: 0, reason, holding: 0 } },
    ]);
  });

  test('[P11] a run of many is told to start no further chunk, and what it did not start goes back when it ends', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 50, { chunks: null, expectedSeconds: 0.001 }) });
    expect(types(after(configured({ state: 'paused' })))).toEqual(['setDuty', 'halt', 'sendStatus']);
    after({ type: 'chunksFinished', run: 1, count: 20 });
    expect(after({ type: 'runEnded', run: 1, outgrew: false })).toMatchObject([
      { type: 'sendReturned', returned: { ranges: [{ first: 20, count: 30 }] } },
      { type: 'flush' },
    ]);
  });

  test('a lease that comes while nothing may run goes back at once', () => {
    const { after } = machine({ state: 'paused' });
    expect(after({ type: 'leased', lease: lease(4, 2) })).toEqual([
      { type: 'sendReturned', returned: { leaseId: 104, job: JOB, ranges: [{ first: 4, count: 2 }] } },
    ]);
  });

  test('the lower throttle counts, with its one reason; the person outranks the owner', () => {
    const { after, contribution } = work({ throttle: 60 });
    expect(contribution.duty()).toEqual({ duty: 0.6, reason: 'throttled-by-person' });
    expect(types(after(steered({ throttle: 0.3 })))).toEqual(['setDuty', 'sendStatus']);
    expect(contribution.duty()).toEqual({ duty: 0.3, reason: 'throttled-by-owner' });
    after(configured({ throttle: 10 }));
    expect(contribution.duty()).toEqual({ duty: 0.1, reason: 'throttled-by-person' });
    after(steered({ swarm: 'paused' }));
    expect(contribution.duty()).toEqual({ duty: 0, reason: 'swarm-paused' });
    after(configured({ state: 'paused' }));
    expect(contribution.duty()).toEqual({ duty: 0, reason: 'paused-by-person' });
    after(steered({ throttle: 0 }));
    expect(contribution.duty().reason).toBe('paused-by-person');
    after(configured({ state: 'running' }));
    expect(contribution.duty()).toEqual({ duty: 0, reason: 'paused-by-owner' });
  });

  test('a page that nobody sees pauses if its person wants that', () => {
    const hidden: Happening = { type: 'readingsCame', readings: { hidden: true } };
    const goesOn = work();
    expect(goesOn.after(hidden)).toEqual([]);
    const pauses = work({ whenHidden: 'pause' });
    // the system may put the page to sleep at any moment now, so nothing stays under way
    expect(types(pauses.after(hidden))).toEqual(
      expect.arrayContaining(['kill', 'sendReturned', 'sendStatus']),
    );
    expect(pauses.contribution.duty()).toEqual({ duty: 0, reason: 'hidden' });
    expect(pauses.contribution.status()).toMatchObject({ holding: 0 });
  });

  test('fewer threads: those beyond finish their chunk and get no other', () => {
    const { after, finish } = machine({ threads: 2 });
    after({ type: 'leased', lease: lease(0, 4) });
    expect(after(configured({ threads: 1 }))).toEqual([{ type: 'closeThreads', threads: 1 }]);
    expect(runs(finish(2))).toEqual([]);
    expect(runs(finish(1))).toEqual([{ run: 3, slot: 0, index: 2 }]);
  });
});

describe('leaving', () => {
  test('[P11] with drain: hands back, lets chunks end, delivers everything, then says goodbye once', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 4) });
    expect(types(after({ type: 'leaving', drain: true }))).toEqual(['sendReturned']);
    expect(after({ type: 'leased', lease: lease(50, 1) })).toMatchObject([
      { type: 'sendReturned', returned: { leaseId: 150 } },
    ]);
    after({ type: 'chunksFinished', run: 1, count: 1 });
    expect(types(after({ type: 'runEnded', run: 1, outgrew: false }))).toEqual(['sendStatus', 'flush']);
    expect(
      types(after({ type: 'batchStored', batch: { id: 1, job: JOB, generation: 1, count: 1, bytes: 9 } })),
    ).toEqual(['sendBatch']);
    expect(
      types(after({ type: 'batchAnswered', id: 1, reply: { status: 'recorded' }, indices: [] })),
    ).toEqual(['removeBatches', 'sayGoodbye']);
    expect(after({ type: 'heartbeatDue' }).filter(({ type }) => type === 'sayGoodbye')).toEqual([]);
  });

  test('[P11] chunks that do not end in time are killed and handed back', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 1) });
    after({ type: 'leaving', drain: true });
    expect(types(after({ type: 'drainEnded' }))).toEqual([
      'kill',
      'sendReturned',
      'sendStatus',
      'sayGoodbye',
    ]);
  });

  test('without drain everything is let go at once', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 2) });
    expect(types(after({ type: 'leaving', drain: false }))).toEqual([
      'sendReturned',
      'kill',
      'sendReturned',
      'sendStatus',
    ]);
  });
});
