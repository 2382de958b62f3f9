// What the state machine does with results, whether on their way up or waiting to be thanked for. Numbers in brackets are rules of PROTOCOL.md.
import { describe, expect, test } from 'vitest';
import { wireError } from '../contract/errors.ts';
import type { Command } from './contribution-messages.ts';
import type { Happening } from './contribution-messages.ts';
import { fakeLease as lease, JOB } from './fakes/fake-lease.ts';
import { machine, OTHER_JOB, runs, types } from './fakes/fake-machine.ts';

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
