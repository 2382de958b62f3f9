// The contribution's state machine: happenings in, the whole list of commands out. Numbers in brackets are rules of PROTOCOL.md.
import { describe, expect, test } from 'vitest';
import { wireError } from '../contract/errors.ts';
import type { Happening } from './contribution-messages.ts';
import { fakeLease as lease, JOB } from './fakes/fake-lease.ts';
import { challenge, machine, OTHER_JOB, runs, types, welcomed } from './fakes/fake-machine.ts';

describe('connections', () => {
  test('[P3] [P18] a challenge is answered with a hello that names what is held, running and not', () => {
    const { after, finish } = machine();
    after({ type: 'leased', lease: lease(10, 5) });
    finish(1);
    expect(after({ type: 'challenged', challenge })).toEqual([
      {
        type: 'sendHello',
        challenge,
        holding: [{ job: JOB, generation: 1, leaseId: 110, first: 11, count: 4 }],
      },
    ]);
  });

  test('[P13] after a reconnect the batches of the outbox are sent before anything is started, oldest first', () => {
    const { after } = machine({}, false);
    after({ type: 'batchStored', batch: { id: 4, job: JOB, generation: 1, count: 2, bytes: 100 } });
    after({ type: 'batchStored', batch: { id: 5, job: JOB, generation: 1, count: 2, bytes: 100 } });
    expect(after(welcomed).filter((command) => command.type === 'sendBatch')).toEqual([
      { type: 'sendBatch', id: 4 },
      { type: 'sendBatch', id: 5 },
    ]);
    after({ type: 'disconnected' });
    expect(types(after(welcomed)).filter((type) => type === 'sendBatch')).toHaveLength(2);
    after({ type: 'batchAnswered', id: 4, reply: { status: 'recorded' }, indices: [] });
    after({ type: 'disconnected' });
    expect(after(welcomed).filter((command) => command.type === 'sendBatch')).toEqual([
      { type: 'sendBatch', id: 5 },
    ]);
  });

  test('offline it goes on with what it holds', () => {
    const { after, finish, contribution } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 3) });
    after({ type: 'disconnected' });
    expect(runs(finish(1))).toEqual([{ run: 2, slot: 0, index: 1 }]);
    expect(contribution.duty().reason).toBe('working');
    finish(2);
    finish(3);
    expect(contribution.duty().reason).toBe('offline');
  });

  test('a refusal that time will not cure lets everything go and gives up', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 3) });
    const error = wireError('replaced', 'a newer connection');
    expect(types(after({ type: 'refused', error }))).toEqual(['kill', 'giveUp']);
    expect(after({ type: 'challenged', challenge })).toEqual([]);
  });

  test('[P6] a message that could not be read, and a refusal that passes, change nothing', () => {
    const { after } = machine();
    expect(after({ type: 'refused', error: wireError('malformed-message', 'lease') })).toEqual([]);
    expect(after({ type: 'refused', error: wireError('stopping', 'bye') })).toEqual([]);
    expect(runs(after({ type: 'leased', lease: lease(0, 1) }))).toHaveLength(1);
  });
});

describe('chunks', () => {
  test('[P11] chunks of a lease start in ascending order, one on each thread', () => {
    const { after, finish } = machine();
    expect(runs(after({ type: 'leased', lease: lease(5, 4) }))).toEqual([
      { run: 1, slot: 0, index: 5 },
      { run: 2, slot: 1, index: 6 },
    ]);
    expect(runs(finish(2))).toEqual([{ run: 3, slot: 1, index: 7 }]);
  });

  test('chunks that are held already are not taken twice, whatever lease they come under', () => {
    const { after, finish, contribution } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 4) });
    expect(after({ type: 'leased', lease: lease(0, 4) })).toEqual([]);
    after({ type: 'leased', lease: lease(2, 4, { leaseId: 999 }) });
    expect(contribution.status().holding).toBe(6);
    const computed = [0];
    for (let run = 1; run <= 5; run++) computed.push(...runs(finish(run)).map(({ index }) => index));
    expect(computed).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('tiny chunks without input run many at a time, shared among the threads, sized by what they take', () => {
    const { after, wait } = machine();
    const tiny = lease(0, 100_000, { chunks: null, expectedSeconds: 0.000_02 });
    expect(
      after({ type: 'leased', lease: tiny }).filter((command) => command.type === 'runMany'),
    ).toMatchObject([
      { run: 1, slot: 0, first: 0, count: 64 },
      { run: 2, slot: 1, first: 64, count: 64 },
    ]);
    wait(6.4);
    after({ type: 'chunksFinished', run: 1, count: 64 });
    const next = after({ type: 'runEnded', run: 1, outgrew: false });
    expect(next).toMatchObject([{ type: 'runMany', slot: 0, first: 128, count: 500 }]);
  });

  test('a chunk that outgrows a run of many is run by itself, and so is the rest of its lease', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 10, { chunks: null, expectedSeconds: 0.001 }) });
    after({ type: 'chunksFinished', run: 1, count: 3 });
    expect(runs(after({ type: 'runEnded', run: 1, outgrew: true }))).toEqual([{ run: 2, slot: 0, index: 3 }]);
  });

  test('when a thread is lost in a run of many, the chunks run again one by one until it is known which did it', () => {
    const { after, finish } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 3, { chunks: null, expectedSeconds: 0.001 }) });
    after({ type: 'chunksFinished', run: 1, count: 1 });
    const lost: Happening = { type: 'runLost', run: 1, code: 'thread-died', message: 'gone' };
    expect(runs(after(lost))).toEqual([{ run: 2, slot: 0, index: 1 }]);
    expect(runs(finish(2))).toEqual([{ run: 3, slot: 0, index: 2 }]);
    expect(after({ ...lost, run: 3 })).toMatchObject([
      { type: 'sendStatus' },
      { type: 'flush' },
      { type: 'sendFailed', failure: { index: 2, code: 'thread-died' } },
    ]);
  });

  test('[P19] a chunk that fails is reported once, and not held any longer; unanswered it is reported again', () => {
    const { after, contribution } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(3, 1) });
    const failed = after({ type: 'chunkFailed', run: 1, code: 'threw', message: 'no' });
    const sendFailed = {
      type: 'sendFailed',
      key: 1,
      failure: { job: JOB, generation: 1, index: 3, code: 'threw', message: 'no' },
    };
    expect(failed).toContainEqual(sendFailed);
    expect(contribution.status().holding).toBe(0);
    expect(after({ type: 'heartbeatDue' })).not.toContainEqual(sendFailed);
    after({ type: 'disconnected' });
    expect(after(welcomed)).toContainEqual(sendFailed);
    after({ type: 'failureAnswered', key: 1, answered: true });
    after({ type: 'disconnected' });
    expect(after(welcomed)).not.toContainEqual(sendFailed);
  });

  test('[P16] what is taken back was not started and is never computed; what runs stays', () => {
    const { after, finish } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 6) });
    const ask = { leaseId: 100, job: JOB, first: 0, count: 4 };
    expect(after({ type: 'takenBack', ask, ticket: 1 })).toEqual([
      { type: 'answerTakeBack', ticket: 1, released: [{ first: 1, count: 3 }] },
    ]);
    expect(after({ type: 'takenBack', ask, ticket: 2 })).toEqual([
      { type: 'answerTakeBack', ticket: 2, released: [] },
    ]);
    expect(runs(finish(1)).map(({ index }) => index)).toEqual([4]);
    expect(runs(finish(2)).map(({ index }) => index)).toEqual([5]);
  });

  test('[P16] chunks of a lease that never arrived are given up, so that they do not stay leased for ever', () => {
    const { after } = machine();
    const ask = { leaseId: 5, job: JOB, first: 20, count: 4 };
    expect(after({ type: 'takenBack', ask, ticket: 1 })).toEqual([
      { type: 'answerTakeBack', ticket: 1, released: [{ first: 20, count: 4 }] },
    ]);
  });

  test('[P15] drop stops the job, forgets its results and failures, and leaves other jobs alone', () => {
    const { after } = machine();
    after({ type: 'leased', lease: lease(0, 3) });
    after({ type: 'batchStored', batch: { id: 1, job: JOB, generation: 1, count: 1, bytes: 50 } });
    after({ type: 'batchStored', batch: { id: 2, job: OTHER_JOB, generation: 1, count: 1, bytes: 50 } });
    const commands = after({ type: 'dropped', job: JOB, generation: 1 });
    expect(commands).toMatchObject([
      { type: 'kill', slot: 0 },
      { type: 'kill', slot: 1 },
      { type: 'forget', job: JOB, generation: 1 },
      { type: 'removeBatches', ids: [1] },
      { type: 'sendStatus', status: { holding: 0, unacknowledged: 1 } },
    ]);
    expect(runs(after({ type: 'leased', lease: lease(0, 3, { generation: 2 }) }))).toHaveLength(2);
    // A batch that was on its way to the outbox when the job ended.
    expect(
      after({ type: 'batchStored', batch: { id: 3, job: JOB, generation: 1, count: 1, bytes: 50 } }),
    ).toContainEqual({
      type: 'removeBatches',
      ids: [3],
    });
  });

  test('a job that is handed out again after a drop was brought back by its coordinator, and is computed', () => {
    const { after } = machine();
    after({ type: 'dropped', job: JOB, generation: 1 });
    expect(runs(after({ type: 'leased', lease: lease(0, 2) }))).toHaveLength(2);
  });

  test('news of a run that was given up are no news', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 1) });
    after({ type: 'dropped', job: JOB, generation: 1 });
    expect(after({ type: 'chunksFinished', run: 1, count: 1 })).toEqual([]);
    expect(after({ type: 'runEnded', run: 1, outgrew: false })).toEqual([]);
    expect(after({ type: 'chunkFailed', run: 1, code: 'threw', message: '' })).toEqual([]);
  });
});
