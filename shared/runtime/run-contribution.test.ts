// The contribution's loop over fake ports: the walk of a chunk, and the connection lost in the middle of everything.
import { describe, expect, test } from 'vitest';
import type { Slice } from '../contract/blob.ts';
import type { Sha256 } from '../contract/ids.ts';
import { unpackManifest } from '../contract/result-batch.ts';
import { settle } from './fakes/fake-clock.ts';
import { fakeIdentity, startContribution } from './fakes/fake-contribution.ts';
import { fakeLease, JOB } from './fakes/fake-lease.ts';

const slice = (letter: string, size: number, offset = 0, length = size): Slice => ({
  sha: letter.repeat(64) as Sha256,
  size,
  offset,
  length,
});

describe('the walk of a chunk', () => {
  test('from lease to acknowledgement: started, collected, kept, sent, forgotten', async () => {
    const { coordinator, computing, time, kept, contribution } = await startContribution();
    await coordinator.lease(fakeLease(0, 2));
    expect(computing.started()).toEqual([0]);
    await computing.runOf(0).listener.write(new Uint8Array([7, 8]));
    coordinator.state.autoReply = false;
    await computing.runOf(0).finish();
    expect(computing.started()).toEqual([0, 1]);
    expect(kept.stored.size).toBe(0);
    await time.pass(50);
    expect(kept.stored.size).toBe(1);
    expect(coordinator.seen.batches).toEqual([{ indices: [0], bytes: [[7, 8]], byReference: [false] }]);
    expect(contribution.status()).toMatchObject({
      unacknowledged: 1,
      holding: 1,
      busy: 1,
      chunksDone: 1,
      jobName: 'films',
    });
    await coordinator.reply();
    expect(kept.stored.size).toBe(0);
    expect(contribution.status().unacknowledged).toBe(0);
  });

  test('the last result does not wait for company', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 1));
    await computing.runOf(0).finish();
    expect(coordinator.seen.batches.map(({ indices }) => indices)).toEqual([[0]]);
  });

  test('[P3] the hello is signed over the server and the nonce', async () => {
    const { coordinator } = await startContribution();
    expect(coordinator.seen.hellos).toMatchObject([
      { signature: 'signed covey-device-v1\nsrv_1\nnonce0', deviceId: fakeIdentity.deviceId, holding: [] },
    ]);
  });

  test('[P14] a batch holds at most 64 results and 256 KiB', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 200, { chunks: null, expectedSeconds: 0.001 }));
    const run = computing.many[0]!;
    expect(run.task).toMatchObject({ first: 0, count: 64 });
    run.listener.finished(
      0,
      Array.from({ length: 64 }, () => new Uint8Array(16)),
      1,
    );
    await settle();
    expect(coordinator.seen.batches.map(({ indices }) => indices.length)).toEqual([64]);
    coordinator.say().dropped({ job: JOB, generation: 1 });
    await coordinator.lease(fakeLease(0, 20, { generation: 2 }));
    for (let i = 0; i < 20; i++) {
      await computing.runOf(i).listener.write(new Uint8Array(16 * 1024));
      await computing.runOf(i).finish();
    }
    await settle();
    expect(coordinator.seen.batches.slice(1).map(({ indices }) => indices.length)).toEqual([15, 5]);
  });

  test('[P14] a result of more than 16 KiB is uploaded in parts and travels as their list', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 1));
    const { listener, finish } = computing.runOf(0);
    await listener.write(new Uint8Array(3 * 1024 * 1024).fill(1));
    await listener.write(new Uint8Array(2 * 1024 * 1024).fill(2));
    await finish();
    await settle();
    const [batch] = coordinator.seen.batches;
    expect(batch!.byReference).toEqual([true]);
    const manifest = unpackManifest(new Uint8Array(batch!.bytes[0]!))!;
    expect(manifest.parts.map(({ size }) => size)).toEqual([4 * 1024 * 1024, 1024 * 1024]);
    expect(manifest.parts.map(({ sha }) => coordinator.seen.parts.get(sha)?.length)).toEqual([
      4 * 1024 * 1024,
      1024 * 1024,
    ]);
  });
});

describe('the connection is lost', () => {
  test('[P13] while a batch is on its way: it is sent again on the next connection, before anything else', async () => {
    const { coordinator, computing, kept } = await startContribution();
    coordinator.state.autoReply = false;
    await coordinator.lease(fakeLease(0, 1));
    await computing.runOf(0).finish();
    await coordinator.disconnect();
    expect(kept.stored.size).toBe(1);
    await coordinator.connect();
    expect(coordinator.seen.batches.map(({ indices }) => indices)).toEqual([[0], [0]]);
    await coordinator.reply();
    expect(kept.stored.size).toBe(0);
  });

  test('[P13] and the program ends as well: the next one sends what was not acknowledged', async () => {
    const first = await startContribution();
    first.coordinator.state.autoReply = false;
    await first.coordinator.lease(fakeLease(0, 1));
    await first.computing.runOf(0).listener.write(new Uint8Array([9]));
    await first.computing.runOf(0).finish();
    await first.contribution.stop({ drain: false });
    const second = await startContribution({}, first.kept);
    expect(second.coordinator.seen.batches).toEqual([{ indices: [0], bytes: [[9]], byReference: [false] }]);
  });

  test('[P18] while chunks run: they go on, the hello names them, and their results follow', async () => {
    const { coordinator, computing, time } = await startContribution();
    await coordinator.lease(fakeLease(0, 3));
    await coordinator.disconnect();
    await computing.runOf(0).finish();
    await time.pass(60);
    expect(computing.started()).toEqual([0, 1]);
    await coordinator.connect();
    expect(coordinator.seen.hellos[1]!.holding).toEqual([
      { job: JOB, generation: 1, leaseId: 100, first: 1, count: 2 },
    ]);
    expect(coordinator.seen.batches.map(({ indices }) => indices)).toEqual([[0]]);
  });

  test('while an input is fetched: it is fetched again on the next connection, and the chunk does not fail', async () => {
    const { coordinator, computing, time } = await startContribution();
    const input = [slice('b', 5)];
    coordinator.seen.parts.set(input[0]!.sha, new Uint8Array([1, 2, 3, 4, 5]));
    await coordinator.lease(fakeLease(0, 1, { chunks: [{ input }] }));
    await coordinator.disconnect();
    const read = computing.runOf(0).listener.read(1, 3);
    await time.pass(600_000);
    expect(coordinator.seen.failed).toEqual([]);
    await coordinator.connect();
    expect([...(await read)]).toEqual([2, 3, 4]);
  });

  test('while a part is uploaded: it is uploaded on the next connection', async () => {
    const { coordinator, computing } = await startContribution();
    await coordinator.lease(fakeLease(0, 1));
    await coordinator.disconnect();
    await computing.runOf(0).listener.write(new Uint8Array(20_000));
    await computing.runOf(0).finish();
    expect(coordinator.seen.batches).toEqual([]);
    await coordinator.connect();
    await settle();
    expect(coordinator.seen.batches).toMatchObject([{ indices: [0], byReference: [true] }]);
  });

  test('between challenge and hello: nothing breaks, and the next connection is greeted', async () => {
    const { coordinator } = await startContribution();
    await coordinator.disconnect();
    coordinator
      .say()
      .challenged({ serverId: 'srv_1' as never, nonce: 'x', protocol: { oldest: 1, newest: 1 } });
    await coordinator.disconnect();
    await coordinator.connect();
    expect(coordinator.seen.hellos.length).toBeGreaterThanOrEqual(2);
  });
});
