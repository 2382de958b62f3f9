// A job with a chunk that fails: what is said of it while it runs and after, and how it is tried again, repeated and looked at before it is done.
import { expect, test } from 'vitest';
import type { Lease } from '../../shared/contract/chunk.ts';
import type { JobView } from '../../shared/contract/job.ts';
import type { TestDevice } from './test-device.ts';
import { until, useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();
const BAD = 3;

/** The bytes that `probe` would not give; nobody checks here. */
const resultOf = (index: number) => new Uint8Array(8).fill(index + 1);

/** Does what it is told, except for the bad chunk as long as `throws` says so, and those that it keeps for later. */
function work(device: TestDevice, throws: () => boolean, keeps: (index: number) => boolean = () => false) {
  const kept: [Lease, number][] = [];
  device.socket.on('lease', (lease: Lease) => {
    for (let index = lease.first; index < lease.first + lease.count; index++) {
      const failure = {
        job: lease.job,
        generation: lease.generation,
        index,
        code: 'threw',
        message: 'no such codec',
      };
      if (keeps(index)) kept.push([lease, index]);
      else if (index === BAD && throws()) void device.ask('failed', failure).catch(() => undefined);
      else void device.send(lease, [[index, resultOf(index)]]).catch(() => undefined);
    }
  });
  return async () => {
    for (const [lease, index] of kept.splice(0)) await device.send(lease, [[index, resultOf(index)]]);
  };
}

const get = async (path: string) => (await coordinator.api('GET', path)).json;
const whole = (map: { runs: number[][] }) =>
  [1, 2, 3, 4, 5].map((state) => map.runs.reduce((sum, run) => sum + (run[0] ?? 0) * (run[state] ?? 0), 0));

test('a failed chunk is named with its reason, tried again after the end, and then nothing is missing', async () => {
  let isBroken = true;
  const devices = [await coordinator.connect(), await coordinator.connect(), await coordinator.connect()];
  for (const device of devices) {
    work(device, () => isBroken);
    await device.hello();
  }
  const { id } = await coordinator.submitProbe(8);
  const done = await until(
    () => coordinator.jobState(id),
    ({ state }) => state === 'done',
  );
  expect(done).toMatchObject({ failed: 1, accepted: 7, note: '1 chunk failed' });
  const [failure] = await get(`/api/jobs/${id}/failures`);
  expect(failure).toMatchObject({ index: BAD, code: 'threw', message: 'no such codec', attempts: 3 });
  expect(whole(await get(`/api/jobs/${id}/chunks`))).toEqual([0, 0, 0, 7, 1]);
  const exact = await get(`/api/jobs/${id}/chunks?first=2&count=3&bins=3`);
  expect(exact).toEqual({
    first: 2,
    count: 3,
    binSize: 1,
    runs: [
      [1, 0, 0, 0, 1, 0],
      [1, 0, 0, 0, 0, 1],
      [1, 0, 0, 0, 1, 0],
    ],
  });

  isBroken = false;
  const { status, json } = await coordinator.api('POST', `/api/jobs/${id}/retry`);
  expect([status, json.failed]).toEqual([200, 0]);
  const again = await until(
    () => coordinator.jobState(id),
    ({ state }) => state === 'done',
  );
  expect(again).toMatchObject({ failed: 0, accepted: 8, note: '' });
  const output = await fetch(`${coordinator.url}/api/jobs/${id}/outputs/0`, {
    headers: { authorization: `Bearer ${await coordinator.ownerToken()}` },
  });
  const bytes = Buffer.from(await output.arrayBuffer());
  expect(bytes).toEqual(Buffer.concat(Array.from({ length: 8 }, (_, index) => resultOf(index))));
  expect(await coordinator.api('POST', `/api/jobs/${id}/retry`)).toMatchObject({
    status: 409,
    json: { message: expect.stringContaining('no chunk of it has failed') as string },
  });
});

test('while it runs: the picture of its chunks, and the beginning of the output as far as there is no gap', async () => {
  const device = await coordinator.connect();
  const release = work(
    device,
    () => false,
    (index) => index === 2,
  );
  await device.hello();
  const { id } = await coordinator.submitProbe(6);
  await until(
    () => coordinator.jobState(id),
    ({ accepted }) => accepted === 5,
  );
  expect(whole(await get(`/api/jobs/${id}/chunks?bins=2`))).toEqual([0, 1, 0, 5, 0]);
  const preview = async () => {
    const headers = { authorization: `Bearer ${await coordinator.ownerToken()}` };
    const answer = await fetch(`${coordinator.url}/api/jobs/${id}/preview`, { headers });
    return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()).toString('hex') : answer.status;
  };
  expect(await until(preview, (seen) => seen !== '')).toBe('01'.repeat(8) + '02'.repeat(8));
  await release();
  await until(
    () => coordinator.jobState(id),
    ({ state }) => state === 'done',
  );
  expect(await preview()).toBe('');
});

test('a repeated job has the same input and what was changed; a cancelled one is repeated, not retried', async () => {
  const first = await coordinator.submitProbe(5);
  await coordinator.api('POST', `/api/jobs/${first.id}/cancel`);
  expect((await coordinator.api('POST', `/api/jobs/${first.id}/retry`)).status).toBe(409);
  expect(whole(await get(`/api/jobs/${first.id}/chunks`))).toEqual([5, 0, 0, 0, 0]);
  const { json } = await coordinator.api('POST', `/api/jobs/${first.id}/repeat`, { params: { bytes: 16 } });
  const job = json.job as JobView;
  expect(job).toMatchObject({
    name: first.name,
    chunks: 5,
    verification: 'trust',
    params: { bytes: 16 },
    state: 'queued',
  });
  expect(job.id).not.toBe(first.id);
  const refused = await coordinator.api('POST', `/api/jobs/${first.id}/repeat`, { params: { bytes: 1 } });
  expect(refused).toMatchObject({ status: 400, json: { code: 'bad-params' } });
});

test('how long a job might take is told once a device has computed its kernel, and nothing is submitted', async () => {
  const estimate = async (kernel: string, input: object, params = {}) =>
    await coordinator.api('POST', '/api/jobs/estimate', { kernel, params, input });
  const files = { kind: 'files', sizes: [9_000_000, 500, 0] };
  const asked = await estimate('compress', files);
  expect(asked).toMatchObject({ status: 200, json: { seconds: null } });
  expect(asked.json.chunks).toBeGreaterThan(2);
  const device = await coordinator.connect();
  work(device, () => false);
  await device.hello();
  const { id } = await coordinator.submitProbe(40);
  await until(
    () => coordinator.jobState(id),
    ({ state }) => state === 'done',
  );
  // the test's devices say that a chunk of one number takes a millisecond, on each of two threads
  const range = (await estimate('probe', { kind: 'range', count: 20_000 })).json;
  expect(range).toMatchObject({ chunks: 20_000, devices: 1 });
  expect(range.seconds).toBeCloseTo(10, 0);
  expect((await estimate('probe', { kind: 'job', id })).json.chunks).toBe(40);
  // this device shows no video codecs
  expect((await estimate('video', files)).json).toMatchObject({ seconds: null, devices: 0 });
  // a chunk cannot be shared: one of all numbers keeps one thread busy
  const one = (await estimate('probe', { kind: 'range', count: 2000 }, { group: 2000, bytes: 8 })).json;
  expect(one).toMatchObject({ chunks: 1 });
  expect(one.seconds).toBeCloseTo(2, 0);
  expect((await estimate('probe', files)).status).toBe(400);
  expect((await estimate('compress', { kind: 'files', sizes: [2 ** 50] })).status).toBe(400);
  expect((await coordinator.api('GET', '/api/jobs')).json).toHaveLength(1);
});

test('limits of the picture are told', async () => {
  const { id } = await coordinator.submitProbe(5);
  for (const query of ['bins=0', 'bins=4097', 'first=-1', 'count=0', 'first=x'])
    expect([query, (await coordinator.api('GET', `/api/jobs/${id}/chunks?${query}`)).status]).toEqual([
      query,
      400,
    ]);
  expect(await get(`/api/jobs/${id}/chunks?first=9&count=4`)).toMatchObject({ first: 5, count: 0, runs: [] });
});
