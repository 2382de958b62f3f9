// The contribution's state machine: happenings in, the whole list of commands out. Numbers in brackets are rules of PROTOCOL.md.
import { describe, expect, test } from 'vitest';
import type { Lease } from '../contract/chunk.ts';
import type { Steering } from '../contract/device-messages.ts';
import type { JobId, JobNumber, ServerId, Sha256 } from '../contract/ids.ts';
import { wireError } from '../contract/errors.ts';
import { createContribution, PAUSE_KEEPS_MS } from './contribution.ts';
import type { Command, Happening } from './contribution-messages.ts';
import type { PersonSettings } from './contribution-view.ts';

const JOB = 7 as JobNumber;
const OTHER_JOB = 8 as JobNumber;
const steering: Steering = { enabled: true, throttle: 1, swarm: 'running', quarantine: null };
const challenge = { serverId: 'srv_1' as ServerId, nonce: 'n', protocol: { oldest: 1, newest: 1 } };
const welcomed: Happening = {
  type: 'welcomed',
  welcome: { device: 1 as never, name: 'phone', swarmName: 'home', steering, blobToken: 'token' },
};

function lease(first: number, count: number, change: Partial<Lease> = {}): Lease {
  return {
    leaseId: 100 + first,
    job: JOB,
    jobId: 'job_1' as JobId,
    jobName: 'films',
    generation: 1,
    kernel: 'test',
    script: 'a'.repeat(64) as Sha256,
    params: {},
    first,
    count,
    chunks: Array.from({ length: count }, () => ({ input: [] })),
    expectedSeconds: 1,
    termMs: 30_000,
    limitMs: 60_000,
    ...change,
  };
}

/** A machine that is connected (unless told otherwise), and the commands of each happening. Notes are left out. */
function machine(settings: Partial<PersonSettings> = {}, connected = true) {
  const contribution = createContribution({
    state: 'running',
    throttle: 100,
    threads: 2,
    whenHidden: 'work',
    ...settings,
  });
  let now = 0;
  const after = (happening: Happening): Command[] =>
    contribution.handle(happening, now).filter((command) => command.type !== 'note');
  if (connected) after(welcomed);
  return {
    contribution,
    after,
    wait: (ms: number) => void (now += ms),
    /** Finishes the run's next chunk, which frees the thread. */
    finish(run: number, count = 1) {
      after({ type: 'chunksFinished', run, count });
      return after({ type: 'runEnded', run, outgrew: false });
    },
  };
}

const runs = (commands: Command[]) =>
  commands
    .filter((command) => command.type === 'runOne')
    .map(({ run, slot, index }) => ({ run, slot, index }));
const types = (commands: Command[]) => commands.map((command) => command.type);

describe('results on their way up', () => {
  test('a thread that is free computes the next chunk while the last one’s result is uploaded, and no further ahead', () => {
    const { after, contribution } = machine({ threads: 1 });
    expect(runs(after({ type: 'leased', lease: lease(0, 4) }))).toEqual([{ run: 1, slot: 0, index: 0 }]);
    expect(runs(after({ type: 'threadFreed', run: 1 }))).toEqual([{ run: 2, slot: 0, index: 1 }]);
    expect(runs(after({ type: 'threadFreed', run: 2 }))).toEqual([]);
    expect(contribution.status().holding).toBe(4);
    after({ type: 'chunksFinished', run: 1, count: 1 });
    expect(runs(after({ type: 'runEnded', run: 1, outgrew: false }))).toEqual([
      { run: 3, slot: 0, index: 2 },
    ]);
  });

  test('a job that is dropped meanwhile kills no thread that computes something else by now', () => {
    const { after } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 1) });
    after({ type: 'leased', lease: lease(0, 1, { job: OTHER_JOB, leaseId: 5 }) });
    after({ type: 'threadFreed', run: 1 });
    const kills = after({ type: 'dropped', job: JOB, generation: 1 }).filter(({ type }) => type === 'kill');
    expect(kills).toEqual([{ type: 'kill', slot: null, run: 1 }]);
  });
});

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
    expect(after({ type: 'leased', lease: lease(0, 3) })).toEqual([]);
    expect(runs(after({ type: 'leased', lease: lease(0, 3, { generation: 2 }) }))).toHaveLength(2);
    // A batch that was on its way to the outbox when the job ended.
    expect(
      after({ type: 'batchStored', batch: { id: 3, job: JOB, generation: 1, count: 1, bytes: 50 } }),
    ).toContainEqual({
      type: 'removeBatches',
      ids: [3],
    });
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

describe('results', () => {
  const batch = (id: number, bytes = 100) => ({
    type: 'batchStored' as const,
    batch: { id, job: JOB, generation: 1, count: 1, bytes },
  });

  test('[P14] at most 1 MiB waits for its acknowledgement', () => {
    const { after } = machine();
    const sent = (commands: Command[]) =>
      commands.filter((command) => command.type === 'sendBatch').map(({ id }) => id);
    const all = [1, 2, 3, 4, 5, 6].map((id) => sent(after(batch(id, 250 * 1024))));
    expect(all).toEqual([[1], [2], [3], [4], [], []]);
    expect(sent(after({ type: 'batchAnswered', id: 2, reply: { status: 'recorded' }, indices: [] }))).toEqual(
      [5],
    );
  });

  test('[P13] [P15] recorded and gone batches are forgotten', () => {
    const { after, contribution } = machine();
    after(batch(1));
    after(batch(2));
    expect(after({ type: 'batchAnswered', id: 1, reply: { status: 'recorded' }, indices: [] })).toEqual([
      { type: 'removeBatches', ids: [1] },
    ]);
    expect(after({ type: 'batchAnswered', id: 2, reply: { status: 'gone' }, indices: [] })).toEqual([
      { type: 'removeBatches', ids: [2] },
    ]);
    expect(contribution.status().unacknowledged).toBe(0);
  });

  test('a batch that cannot be taken now is sent again later, with growing pauses', () => {
    const { after, wait } = machine();
    after(batch(1));
    const refused: Happening = {
      type: 'batchAnswered',
      id: 1,
      reply: { status: 'refused', error: wireError('disk-full', 'full') },
      indices: [3],
    };
    expect(after(refused)).toEqual([{ type: 'wakeAfter', ms: 1000 }]);
    expect(after({ type: 'wokeUp' })).toEqual([]);
    wait(1000);
    expect(after({ type: 'wokeUp' })).toEqual([{ type: 'sendBatch', id: 1 }]);
    expect(after(refused)).toEqual([{ type: 'wakeAfter', ms: 2000 }]);
  });

  test('a batch that is refused for good is reported as failed chunks, so that they are computed elsewhere', () => {
    const { after } = machine();
    after(batch(1));
    const error = wireError('malformed-message', 'results: no batch');
    expect(
      after({ type: 'batchAnswered', id: 1, reply: { status: 'refused', error }, indices: [3, 4] }),
    ).toMatchObject([
      { type: 'removeBatches', ids: [1] },
      { type: 'sendFailed', failure: { index: 3 } },
      { type: 'sendFailed', failure: { index: 4 } },
    ]);
  });

  test('results that wait for company are flushed when nothing runs', () => {
    const { after, finish } = machine({ threads: 1 });
    after({ type: 'leased', lease: lease(0, 1) });
    expect(types(finish(1))).toEqual(['sendStatus', 'flush']);
  });
});

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
    const hidden: Happening = { type: 'readingCame', reading: { hidden: true } };
    const goesOn = work();
    expect(goesOn.after(hidden)).toEqual([]);
    const pauses = work({ whenHidden: 'pause' });
    pauses.after(hidden);
    expect(pauses.contribution.duty()).toEqual({ duty: 0, reason: 'hidden' });
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
