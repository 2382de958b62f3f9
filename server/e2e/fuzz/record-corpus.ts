// Makes the corpus anew: an owner's and a device's session with a real coordinator, and a job of a real compute thread, tapped.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lease } from '../../../shared/contract/chunk.ts';
import { routes } from '../../../shared/contract/http-api.ts';
import type { DeviceNumber, JobNumber, Sha256 } from '../../../shared/contract/ids.ts';
import { packBatch, packManifest, type ResultRecord } from '../../../shared/contract/result-batch.ts';
import { findKernel, parseParams } from '../../../shared/kernels/registry.ts';
import { createOrphanGuard } from '../../../shared/platform/node/sandbox/orphan-guard.ts';
import { spawnThread } from '../../../shared/platform/node/sandbox/spawn-thread.ts';
import type { ToThread } from '../../../shared/runtime/thread-messages.ts';
import { probeBytes } from '../kill/probe-bytes.ts';
import {
  capabilities,
  kernelsDir,
  makeKey,
  startTestCoordinator,
  type TestCoordinator,
} from '../test-coordinator.ts';
import { connectDevice, idle, type TestDevice } from '../test-device.ts';
import { type Watch, WATCH_ALL } from '../../../shared/contract/viewer-watch.ts';
import { watchAsViewer } from '../test-viewer.ts';
import type { Corpus, RecordedMessage } from './corpus.ts';

const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Sha256;

/** The first of each name is enough, and of what comes in kinds the first few. */
const fewOf = (messages: RecordedMessage[]) =>
  messages.filter(({ name }, i) => messages.slice(0, i).filter((each) => each.name === name).length < 3);

export async function recordCorpus(): Promise<Corpus> {
  const corpus: Corpus = {
    requests: [],
    fromDevice: [],
    toDevice: [],
    toViewer: [],
    fromViewer: [],
    fromThread: [],
    toThread: [],
  };
  const coordinator = await startTestCoordinator();
  try {
    await recordSwarm(coordinator, corpus);
  } finally {
    await coordinator.stop();
  }
  await recordThread(corpus);
  return { ...corpus, toDevice: fewOf(corpus.toDevice), toViewer: fewOf(corpus.toViewer) };
}

/** Asks as the owner and keeps what was said; the route is the one of the contract whose shape the path has. */
function tap(coordinator: TestCoordinator, corpus: Corpus) {
  return async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const { status, json } = await coordinator.api(method, path, body, headers);
    if (status !== 200) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(json)}`);
    const route = Object.values(routes).find(
      (each) =>
        each.method === method && new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    if (route)
      corpus.requests.push({
        method,
        route: route.path,
        path,
        ...(body !== undefined && { body }),
        ...(typeof json === 'object' && route.path !== '/api/openapi.json' && { answer: json as unknown }),
      });
    return json;
  };
}

async function recordSwarm(coordinator: TestCoordinator, corpus: Corpus): Promise<void> {
  const ask = tap(coordinator, corpus);
  const viewer = watchAsViewer(coordinator.url, {
    auth: { token: (await readFile(coordinator.running.ownerTokenFile, 'utf8')).trim() },
  });
  corpus.toViewer.push({ name: 'snapshot', said: (await viewer.first)[1] });
  const watch: Watch = {
    turn: 3,
    devices: { from: 0, count: 40 },
    outline: 'figures',
    jobs: 'lines',
    events: true,
    stream: { from: 1_700_000_000_000, to: null, lanes: [1 as DeviceNumber, 2 as DeviceNumber] },
  };
  corpus.fromViewer.push({
    name: 'watch',
    said: { ...watch, stream: { ...watch.stream, to: 1_800_000_000_000 } },
  });
  corpus.fromViewer.push({ name: 'watch', said: watch });
  await viewer.show({ ...watch, stream: { from: 0, to: null, lanes: 'all' } });
  const invite = await ask('POST', '/api/invites', { uses: 5, minutes: 60 });
  const key = makeKey();
  const join_ = {
    token: invite.token,
    publicKey: key.publicKey,
    algorithm: 'ed25519',
    name: 'Ålgården 📱',
    capabilities,
  };
  const joined = await ask('POST', '/api/join', join_, {});
  await ask('POST', '/api/setup', { token: new URL(coordinator.running.makeSetupUrl()).hash.slice(3) }, {});
  const device = connectDevice(coordinator.url, { ...joined, sign: key.sign });
  device.socket.onAny((name: string, said: unknown) => corpus.toDevice.push({ name, said }));
  device.socket.onAnyOutgoing((name: string, said: unknown) => corpus.fromDevice.push({ name, said }));
  const welcome = await device.hello({
    holding: [{ job: 1, generation: 5, leaseId: 3, first: 0, count: 7 }],
  });
  if (!welcome.ok) throw new Error(welcome.error.message);
  corpus.fromDevice.slice(-1).forEach((hello) => (hello.answer = welcome));
  try {
    await recordWork(ask, device, corpus, { authorization: `Bearer ${welcome.value.blobToken}` });
    await recordSteering(ask, joined.deviceId, invite.id);
    for (const name of ['goodbye'])
      await device.socket
        .timeout(5_000)
        .emitWithAck(name)
        .catch(() => undefined);
  } finally {
    const last = await viewer.show({
      ...WATCH_ALL,
      turn: 9,
      outline: 'figures',
      stream: { from: 0, to: null, lanes: 'all' },
    });
    corpus.toViewer.unshift({ name: 'snapshot', said: last });
    corpus.toViewer.push(...viewer.updates.map((said) => ({ name: 'update', said })));
    viewer.close();
    device.close();
  }
}

type Ask = ReturnType<typeof tap>;

async function recordWork(
  ask: Ask,
  device: TestDevice,
  corpus: Corpus,
  blobs: Record<string, string>,
): Promise<void> {
  const text = Buffer.from('the input of a job of one small file\n');
  const part = { sha: shaOf(text), size: text.length };
  await ask('POST', '/api/parts/missing', { parts: [part] });
  await ask('PUT', `/api/parts/${part.sha}`, text);
  await ask('GET', `/api/parts/${part.sha}`);
  const files = [
    { name: 'grüße/α.txt', size: text.length, blob: 0, offset: 0 },
    { name: 'a', size: 3, blob: 0, offset: 4 },
  ];
  const input = { kind: 'files', files, blobs: [{ size: text.length, parts: [part] }] };
  const hash = await ask('POST', '/api/jobs', { kernel: 'hash', name: 'hashes', input, priority: 3 });
  await ask('POST', `/api/jobs/${hash.job.id}/uploaded`);
  const reading = await device.nextLease((lease) => lease.kernel === 'hash');
  await ask('GET', `/api/device/parts/${part.sha}`, undefined, blobs);
  await say(corpus, device, 'failed', failureOf(reading));
  await ask('GET', `/api/jobs/${hash.job.id}/failures`);
  await ask('GET', `/api/jobs/${hash.job.id}/chunks`);
  const sizes = { kind: 'files', sizes: [5_000_000, 3, 0] };
  await ask('POST', '/api/jobs/estimate', { kernel: 'hash', params: { algorithm: 'md5' }, input: sizes });
  await ask('PATCH', `/api/jobs/${hash.job.id}`, { priority: -7 });
  await ask('POST', `/api/jobs/${hash.job.id}/pause`);
  await ask('POST', `/api/jobs/${hash.job.id}/resume`);
  await ask('POST', `/api/jobs/${hash.job.id}/cancel`);
  const again = await ask('POST', `/api/jobs/${hash.job.id}/repeat`, { name: 'hashes again' });
  await ask('POST', `/api/jobs/${again.job.id}/cancel`);
  await ask('POST', '/api/jobs', { kernel: 'compress', params: { format: 'gzip', level: 6 }, input });
  const request = {
    kernel: 'probe',
    params: { bytes: 8, group: 1 },
    input: { kind: 'range', start: 0, count: 40 },
    verification: 'trust',
  };
  const { job } = await ask('POST', '/api/jobs', request);
  const lease = await device.nextLease((each) => each.jobId === job.id);
  device.socket.emit('status', { ...idle, duty: 0.5, reason: 'throttled-by-person', holding: lease.count });
  const large = Buffer.alloc(20_000, 7);
  await ask('PUT', `/api/device/parts/${shaOf(large)}`, large, blobs);
  corpus.requests.splice(-1, 1, {
    ...corpus.requests.at(-1),
    body: large.subarray(0, 64),
  } as Corpus['requests'][0]);
  await say(corpus, device, 'results', batchOf(lease, [0, 1, 2], false));
  await say(corpus, device, 'results', batchOf(lease, [3], true));
  device.socket.emit('returned', {
    leaseId: lease.leaseId,
    job: lease.job,
    ranges: [{ first: lease.first + 4, count: 1 }],
  });
  await ask('GET', `/api/jobs/${job.id}/shares`);
  await ask('GET', `/api/jobs/${job.id}`);
  await ask('GET', '/api/jobs');
  await ask('GET', `/api/jobs/${job.id}/outputs`);
}

const failureOf = ({ job, generation, first }: Lease) => ({
  job,
  generation,
  index: first,
  code: 'threw',
  message: 'TypeError: x is not a function\n    at run (kernel.js:1:1)',
});

function batchOf(lease: Lease, indices: number[], byReference: boolean): Uint8Array {
  const large = Buffer.alloc(20_000, 7);
  const records = indices.map((index): ResultRecord => {
    const bytes = byReference
      ? packManifest({ size: large.length, parts: [{ sha: shaOf(large), size: large.length }] })
      : probeBytes(index);
    return { index, start: 1, cpu: 900, digest: Buffer.from(shaOf(bytes), 'hex'), byReference, bytes };
  });
  return packBatch({ job: lease.job as JobNumber, generation: lease.generation }, records);
}

async function say(corpus: Corpus, device: TestDevice, name: string, said: unknown): Promise<void> {
  const answer: unknown = await device.ask(name, said);
  corpus.fromDevice.slice(-1).forEach((message) => (message.answer = answer));
}

async function recordSteering(ask: Ask, device: string, invite: string): Promise<void> {
  for (const path of [
    '/api/health',
    '/api/session',
    '/api/swarm',
    '/api/invites',
    '/api/kernels',
    '/api/devices',
  ])
    await ask('GET', path);
  await ask('PATCH', '/api/swarm', { state: 'running', throttle: 0.8, name: 'Our swarm' });
  await ask('PATCH', `/api/devices/${device}`, {
    enabled: true,
    throttle: 0.9,
    name: 'phone',
    quarantine: false,
  });
  await ask('GET', `/api/devices/${device}`);
  await ask('DELETE', `/api/invites/${invite}`);
}

/** One chunk alone and a few in a run, both ways. */
async function recordThread(corpus: Corpus): Promise<void> {
  const dir = await kernelsDir();
  const built = JSON.parse(await readFile(join(dir, 'kernels.json'), 'utf8')) as Record<
    string,
    { version: string }
  >;
  const source = new Uint8Array(await readFile(join(dir, `${built['probe']?.version}.js`)));
  const thread = await spawnThread({
    source,
    native: true,
    heapMiB: 128,
    guard: createOrphanGuard(),
    lowPriority: false,
  });
  const heard: { next(message: unknown): void } = { next: () => undefined };
  thread.listen(
    (message) => {
      corpus.fromThread.push(message);
      heard.next(message);
    },
    () => undefined,
  );
  const until = (type: string) =>
    new Promise<void>(
      (resolve) => (heard.next = (message) => (message as { type: string }).type === type && resolve()),
    );
  const post = (message: ToThread) => {
    corpus.toThread.push(message);
    thread.post(message);
  };
  const params = parseParams(findKernel('probe'), { bytes: 8 });
  post({ type: 'duty', duty: 1, restFirstMs: 0 });
  post({ type: 'run', index: 3, params, args: undefined, inputSize: 0 });
  await until('finished');
  post({ type: 'credit', amount: 8 });
  post({ type: 'runMany', first: 0, count: 6, params });
  await until('ended');
  await thread.kill();
}
