// Jobs that end at what they look for, and jobs that follow on each other, over a real coordinator, disk and compute threads.
import { expect, test } from 'vitest';
import type { Lease } from '../../shared/contract/chunk.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { probeBytes } from './kill/probe-bytes.ts';
import type { TestDevice } from './test-device.ts';
import { until, useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();
const SEARCHED = 300;
const ROUNDS = 12;
/** What one round may take from its end to the first lease of the next, on a machine that others use too. */
const MOST_MS = 1_000;

/** Answers every lease with what the probe gives, or what `bytesOf` says instead. */
async function work(bytesOf: (index: number) => Uint8Array, onLease = (_lease: Lease) => {}) {
  const device: TestDevice = await coordinator.connect();
  device.socket.on('lease', (lease: Lease) => {
    onLease(lease);
    for (let first = lease.first; first < lease.first + lease.count; first += 64) {
      const indexes = Array.from(
        { length: Math.min(64, lease.first + lease.count - first) },
        (_, i) => first + i,
      );
      void device
        .send(
          lease,
          indexes.map((index) => [index, bytesOf(index)]),
        )
        .catch(() => undefined);
    }
  });
  await device.hello();
}

async function submit(params: object, count: number, verification: 'trust' | 'check'): Promise<JobView> {
  const request = {
    kernel: 'probe',
    params: { bytes: 8, ...params },
    input: { kind: 'range', count },
    verification,
  };
  const { status, json } = await coordinator.api('POST', '/api/jobs', request);
  if (status !== 200) throw new Error(JSON.stringify(json));
  return json.job;
}

const jobs = async () => (await coordinator.api('GET', '/api/jobs')).json as JobView[];
const ended = (id: string) =>
  until(
    () => coordinator.jobState(id),
    ({ state }) => ['done', 'failed', 'cancelled'].includes(state),
  );
const limitOf = (index: number) => Buffer.from(probeBytes(index)).readUInt32LE(0) + 1;

test.each(['trust', 'check'] as const)(
  'with %s a search ends at the first hit, and says where',
  async (verification) => {
    // the smallest first word among so many numbers: there is one hit, and one only
    const words = Array.from({ length: SEARCHED }, (_, index) => limitOf(index));
    const findBelow = words.reduce((least, word) => Math.min(least, word), Infinity);
    const needle = words.indexOf(findBelow);
    await work(probeBytes);
    const { id } = await submit({ findBelow }, 200_000, verification);
    const done = await ended(id);
    expect(done).toMatchObject({ state: 'done', progress: 1, failed: 0 });
    const found = done.stoppedAt!;
    expect(limitOf(found), 'another hit may have come first').toBeLessThanOrEqual(findBelow);
    expect(found === needle || found > SEARCHED).toBe(true);
    expect(done.note).toBe(`Found in chunk ${found}`);
    expect(done.accepted).toBeLessThan(200_000);
    const output = await fetch(`${coordinator.url}/api/jobs/${id}/outputs/0`, {
      headers: { authorization: `Bearer ${await coordinator.ownerToken()}` },
    });
    expect(Number(output.headers.get('content-length'))).toBeGreaterThan(0);
    expect(await output.bytes().then((bytes) => bytes.length % 8)).toBe(0);
    const again = await coordinator.api('POST', `/api/jobs/${id}/retry`);
    expect(again).toMatchObject({ status: 409, json: { code: 'wrong-state' } });
  },
);

test('a liar who says that it has found it is caught, and the search goes on', async () => {
  const findBelow = limitOf(2);
  const liar = await coordinator.connect();
  await liar.hello();
  const { id } = await submit({ findBelow }, 3, 'check');
  const lease = await liar.nextLease();
  await liar.send(lease, [[lease.first, new Uint8Array(8)]]);
  const devices = async () => (await coordinator.api('GET', '/api/devices')).json;
  await until(devices, (all) =>
    all.some(({ quarantine }: { quarantine: string | null }) => quarantine !== null),
  );
  await work(probeBytes);
  const done = await ended(id);
  expect(done.state).toBe('done');
  expect(done.stoppedAt === null || limitOf(done.stoppedAt) <= findBelow).toBe(true);
});

test('rounds follow each other without anybody asking, and fast', async () => {
  const first = new Map<string, number>();
  await work(probeBytes, (lease) => {
    if (!first.has(lease.job as unknown as string))
      first.set(lease.job as unknown as string, performance.now());
  });
  const { id } = await submit({ rounds: ROUNDS }, 4, 'trust');
  const last = await until(jobs, (all) => all.some((job) => job.round === ROUNDS && job.state === 'done'));
  const chain = last.toSorted((a, b) => a.round - b.round);
  expect(chain.map(({ round }) => round)).toEqual(Array.from({ length: ROUNDS }, (_, i) => i + 1));
  for (const [i, job] of chain.entries()) {
    expect(job).toMatchObject({ state: 'done', rounds: ROUNDS, chunks: 4, note: '' });
    expect(job.parent).toBe(i === 0 ? null : chain[i - 1]!.id);
    expect(job.root).toBe(i === 0 ? null : id);
  }
  const starts = [...first.values()];
  const took = (starts.at(-1)! - starts[0]!) / (ROUNDS - 1);
  console.log(`a round of four chunks takes ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(MOST_MS);
});

test('cancelling a round that lives ends the chain', async () => {
  const device = await coordinator.connect();
  await device.hello();
  const { id } = await submit({ rounds: 5 }, 1, 'trust');
  await device.send(await device.nextLease(), [[0, probeBytes(0)]]);
  const [second] = await until(jobs, (all) => all.length === 2);
  expect(second).toMatchObject({ round: 2, parent: id });
  await coordinator.api('POST', `/api/jobs/${second!.id}/cancel`);
  expect((await jobs()).map(({ state }) => state)).toEqual(['cancelled', 'done']);
});
