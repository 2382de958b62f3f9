// The contribution's loop over fake ports: inputs, failures, leases that come and go, leaving.
import { describe, expect, test } from 'vitest';
import type { Slice } from '../contract/blob.ts';
import type { Sha256 } from '../contract/ids.ts';
import { ChunkError } from './chunk-error.ts';
import { settle } from './fakes/fake-clock.ts';
import { startContribution } from './fakes/fake-contribution.ts';
import { fakeLease, JOB } from './fakes/fake-lease.ts';

const slice = (letter: string, size: number, offset = 0, length = size): Slice => ({
  sha: letter.repeat(64) as Sha256,
  size,
  offset,
  length,
});

describe('inputs', () => {
  test('a read goes over slices of several parts; a part is fetched once and shared by those who want it at once', async () => {
    const { coordinator, computing } = await startContribution({ threads: 2 });
    const parts = [slice('b', 4, 2, 2), slice('c', 3), slice('b', 4, 0, 1)];
    coordinator.seen.parts.set(parts[0]!.sha, new Uint8Array([10, 11, 12, 13]));
    coordinator.seen.parts.set(parts[1]!.sha, new Uint8Array([20, 21, 22]));
    await coordinator.lease(fakeLease(0, 2, { chunks: [{ input: parts }, { input: parts }] }));
    const [one, two] = await Promise.all([0, 1].map((index) => computing.runOf(index).listener.read(1, 5)));
    expect([...one!]).toEqual([13, 20, 21, 22, 10]);
    expect([...two!]).toEqual([13, 20, 21, 22, 10]);
    expect(coordinator.seen.fetches.filter((sha) => sha !== 'a'.repeat(64))).toEqual([
      'b'.repeat(64),
      'c'.repeat(64),
    ]);
    await expect(computing.runOf(0).listener.read(4, 3)).rejects.toThrow(/outside/);
  });

  test('the next chunk’s first part is fetched while this one is computed', async () => {
    const { coordinator } = await startContribution();
    await coordinator.lease(fakeLease(0, 2, { chunks: [{ input: [] }, { input: [slice('d', 8)] }] }));
    expect(coordinator.seen.fetches).toContain('d'.repeat(64));
  });

  test('[P19] an input that cannot be had while connected is tried five times, then reported', async () => {
    const { coordinator, computing, time } = await startContribution();
    await coordinator.lease(fakeLease(0, 1, { chunks: [{ input: [slice('e', 8)] }] }));
    coordinator.state.fetchFails = 5;
    const read = computing
      .runOf(0)
      .listener.read(0, 8)
      .catch((error: Error) => error);
    await time.pass(10_000);
    expect(await read).toMatchObject({ code: 'input-unavailable' });
    await computing.runOf(0).fail(new ChunkError('threw', 'what the kernel makes of it'));
    expect(coordinator.seen.failed).toMatchObject([{ index: 0, code: 'input-unavailable' }]);
  });
});

describe('chunks that fail', () => {
  test('[P19] a script that throws is reported with its own words; the thread goes on', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 2));
    await computing.runOf(0).fail(new ChunkError('threw', 'bad frame'));
    expect(coordinator.seen.failed).toEqual([
      { job: JOB, generation: 1, index: 0, code: 'threw', message: 'bad frame' },
    ]);
    expect(computing.opened).toHaveLength(1);
    expect(computing.started()).toEqual([0, 1]);
  });

  test('a chunk over its time is killed and reported; throttled time and waiting for the network do not count', async () => {
    const { coordinator, computing, time, contribution } = await startContribution({ throttle: 50 });
    await coordinator.lease(
      fakeLease(0, 2, { limitMs: 10_000, chunks: [{ input: [slice('f', 4)] }, { input: [] }] }),
    );
    await time.pass(10_000);
    await coordinator.disconnect();
    const read = computing.runOf(0).listener.read(0, 4);
    await time.pass(3_600_000);
    await coordinator.connect();
    await read.catch(() => {});
    await time.pass(9_000);
    expect(coordinator.seen.failed).toEqual([]);
    await time.pass(1_500);
    expect(coordinator.seen.failed).toMatchObject([{ index: 0, code: 'out-of-time' }]);
    expect(computing.opened.map(({ killed }) => killed)).toEqual([true, false]);
    expect(computing.started()).toEqual([0, 1]);
    contribution.configure({ throttle: 100 });
    expect(computing.opened[1]!.duty).toBe(1);
  });

  test('a script that no thread will load is reported for each chunk', async () => {
    const { coordinator, computing } = await startContribution();
    computing.state.openFails = new Error('this Node cannot close the doors');
    await coordinator.lease(fakeLease(0, 2));
    await settle();
    expect(coordinator.seen.failed.map(({ index, code }) => [index, code])).toEqual([
      [0, 'threw'],
      [1, 'threw'],
    ]);
  });

  test('a thread lost in a run of many blames no chunk until it is known which one did it', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 3, { chunks: null, expectedSeconds: 0.001 }));
    computing.many[0]!.listener.finished(0, [new Uint8Array(1)], 1);
    await computing.many[0]!.fail(new ChunkError('out-of-memory', 'too much'));
    expect(coordinator.seen.failed).toEqual([]);
    expect(computing.started()).toEqual([1]);
    await computing.runOf(1).finish();
    await computing.runOf(2).fail(new ChunkError('out-of-memory', 'too much'));
    expect(coordinator.seen.failed).toMatchObject([{ index: 2, code: 'out-of-memory' }]);
  });
});

describe('leases come and go', () => {
  test('[P16] taken back in the middle: answered with what was not started, and never computed', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 4));
    const answers: unknown[] = [];
    coordinator
      .say()
      .takenBack({ leaseId: 100, job: JOB, first: 0, count: 4 }, (released) => answers.push(released));
    expect(answers).toEqual([[{ first: 1, count: 3 }]]);
    await computing.runOf(0).finish();
    expect(computing.started()).toEqual([0]);
  });

  test('a repeated lease starts nothing twice', async () => {
    const { coordinator, computing } = await startContribution({ threads: 2 });
    await coordinator.lease(fakeLease(0, 2));
    await coordinator.lease(fakeLease(0, 2));
    expect(computing.started()).toEqual([0, 1]);
  });

  test('[P15] drop ends the running chunk, and a result that comes too late goes nowhere', async () => {
    const { coordinator, computing, time, kept } = await startContribution();
    await coordinator.lease(fakeLease(0, 3));
    await computing.runOf(0).finish();
    const late = computing.runOf(1);
    coordinator.say().dropped({ job: JOB, generation: 1 });
    expect(computing.opened[0]!.killed).toBe(false);
    await settle();
    expect(computing.opened[0]!.killed).toBe(true);
    await late.finish();
    await time.pass(1000);
    expect(coordinator.seen.batches).toEqual([]);
    expect(kept.stored.size).toBe(0);
  });

  test('another script gets another thread', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 1));
    await coordinator.lease(fakeLease(0, 1, { job: 8 as never, script: 'b'.repeat(64) as Sha256 }));
    await computing.runOf(0).finish();
    await settle();
    expect(computing.opened.map(({ killed }) => killed)).toEqual([true, false]);
  });
});

describe('status and leaving', () => {
  test('[P17] says its status every 10 s', async () => {
    const { coordinator, time } = await startContribution();
    const before = coordinator.seen.statuses.length;
    await time.pass(30_000);
    expect(coordinator.seen.statuses.length - before).toBe(3);
  });

  test('pausing reaches the threads at once and is said in a plain sentence', async () => {
    const { coordinator, computing, contribution, events, time } = await startContribution();
    await coordinator.lease(fakeLease(0, 3));
    contribution.configure({ state: 'paused' });
    expect(computing.opened[0]!.duty).toBe(0);
    expect(coordinator.seen.returned).toEqual([{ leaseId: 100, job: JOB, ranges: [{ first: 1, count: 2 }] }]);
    await time.pass(300);
    const status = events.findLast((event) => event.type === 'status');
    expect(status?.status).toMatchObject({
      duty: 0,
      reason: 'paused-by-person',
      sentence: 'You paused it on this device.',
    });
    expect(contribution.lines().at(-1)?.text).toBe('You paused it on this device.');
  });

  test('[P11] leaving hands back, delivers, says goodbye, and leaves nothing running', async () => {
    const { coordinator, computing, contribution, time, kept } = await startContribution();
    coordinator.state.autoReply = false;
    await coordinator.lease(fakeLease(0, 3));
    const stopped = contribution.stop({ drain: true });
    await settle();
    expect(coordinator.seen.returned).toEqual([{ leaseId: 100, job: JOB, ranges: [{ first: 1, count: 2 }] }]);
    await computing.runOf(0).finish();
    expect(coordinator.seen.goodbyes).toBe(0);
    await coordinator.reply();
    await stopped;
    await contribution.stop({ drain: true });
    expect(coordinator.seen).toMatchObject({ goodbyes: 1, stops: 1 });
    expect(computing.opened[0]!.killed).toBe(true);
    expect([kept.stored.size, kept.state.closed, time.waiting()]).toEqual([0, 1, 0]);
  });

  test('leaving for good delivers first and says so instead of goodbye; a handover is asked of the coordinator', async () => {
    const { coordinator, computing, contribution } = await startContribution();
    expect(await contribution.handover()).toEqual({ token: 'handover', expiresInMs: 120_000 });
    await coordinator.lease(fakeLease(0, 1));
    const stopped = contribution.stop({ drain: true, forGood: true });
    await settle();
    expect(coordinator.seen.leaves).toBe(0);
    await computing.runOf(0).finish();
    await stopped;
    expect(coordinator.seen).toMatchObject({ batches: [{ indices: [0] }], leaves: 1, goodbyes: 0 });
  });

  test('leaving does not wait for ever: not for a chunk, not for an answer', async () => {
    const { coordinator, computing, contribution, time, kept } = await startContribution({ threads: 2 });
    coordinator.state.autoReply = false;
    await coordinator.lease(fakeLease(0, 2));
    await computing.runOf(1).finish();
    const stopped = contribution.stop({ drain: true });
    await time.pass(3_000);
    expect(coordinator.seen.returned).toMatchObject([{ ranges: [{ first: 0, count: 1 }] }]);
    await time.pass(5_000);
    await stopped;
    expect(kept.stored.size).toBe(1);
  });

  test('leaving while offline takes no longer than what runs may take', async () => {
    const { coordinator, contribution, time } = await startContribution();
    await coordinator.lease(fakeLease(0, 2));
    await coordinator.disconnect();
    const stopped = contribution.stop({ drain: true });
    await time.pass(3_000);
    await stopped;
    expect(coordinator.seen.stops).toBe(1);
  });

  test('a disk that is full costs safety, not results', async () => {
    const { coordinator, computing, kept, contribution } = await startContribution();
    kept.state.fails = true;
    await coordinator.lease(fakeLease(0, 1));
    await computing.runOf(0).finish();
    expect(coordinator.seen.batches.map(({ indices }) => indices)).toEqual([[0]]);
    expect(contribution.lines().some(({ text }) => text.includes('no space left'))).toBe(true);
  });
});
