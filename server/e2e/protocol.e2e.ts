// The protocol's rules against a real coordinator: what is said right is served, what is said wrong is refused with its code and changes nothing.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectDevice, idle, type TestDevice } from './test-device.ts';
import { startTestCoordinator, type TestCoordinator } from './test-coordinator.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { kernels } from '../../shared/kernels/registry.ts';

let coordinator: TestCoordinator;
const open: TestDevice[] = [];

beforeAll(async () => {
  coordinator = await startTestCoordinator();
});
afterEach(async () => {
  for (const device of open.splice(0)) device.close();
  for (const job of (await coordinator.api('GET', '/api/jobs')).json) {
    if (!['done', 'failed', 'cancelled'].includes(job.state))
      await coordinator.api('POST', `/api/jobs/${job.id}/cancel`);
    await coordinator.api('DELETE', `/api/jobs/${job.id}`);
  }
});
afterAll(() => coordinator.stop());

async function connect(transports?: string[]): Promise<TestDevice> {
  const device = connectDevice(coordinator.url, await coordinator.join(), transports);
  open.push(device);
  return device;
}

async function submitProbe(count: number, verification = 'trust', params: object = { bytes: 8 }) {
  const { status, json } = await coordinator.api('POST', '/api/jobs', {
    kernel: 'probe',
    params,
    input: { kind: 'range', count },
    verification,
  });
  expect(status).toBe(200);
  return json.job;
}

const jobState = async (id: string) => (await coordinator.api('GET', `/api/jobs/${id}`)).json;

/** The right bytes of a probe chunk, by the kernel's own run. */
async function probe(index: number): Promise<Uint8Array> {
  const { run } = await import('../../shared/kernels/probe/run.ts');
  const pieces: Uint8Array[] = [];
  await run({
    index,
    params: { bytes: 8, work: 0, group: 1, failAt: [] },
    args: undefined,
    inputSize: 0,
    read: () => Promise.reject(new Error('no input')),
    write: (bytes) => Promise.resolve(void pieces.push(bytes)),
    progress: () => Promise.resolve(),
  });
  return Buffer.concat(pieces);
}

async function until<T>(look: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const value = await look();
    if (fits(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`it never came to be; last: ${JSON.stringify(await look())}`);
}

describe.each([
  ['websocket and polling', ['websocket', 'polling']],
  ['polling alone, WebSocket blocked', ['polling']],
])('over %s', (_name, transports) => {
  test('a chunk walks from submission to output, counted once', async () => {
    const device = await connect(transports);
    expect(await device.hello()).toMatchObject({
      ok: true,
      value: { steering: { enabled: true, throttle: 1, swarm: 'running', quarantine: null } },
    });
    const job = await submitProbe(5);
    const done = new Set<number>();
    while (done.size < 5) {
      const lease = await device.nextLease((each) => !done.has(each.first));
      const indices = Array.from({ length: lease.count }, (_, i) => lease.first + i);
      expect(
        await device.send(
          lease,
          await Promise.all(indices.map(async (i) => [i, await probe(i)] as [number, Uint8Array])),
        ),
      ).toEqual({ status: 'recorded' });
      for (const index of indices) done.add(index);
    }
    const ended = await until(
      () => jobState(job.id),
      ({ state }) => state === 'done',
    );
    expect(ended).toMatchObject({ accepted: 5, failed: 0 });
    const output = await fetch(`${coordinator.url}/api/jobs/${job.id}/outputs/0`, {
      headers: { authorization: `Bearer ${await ownerToken()}` },
    });
    expect(Buffer.from(await output.arrayBuffer())).toEqual(
      Buffer.concat(await Promise.all([0, 1, 2, 3, 4].map(probe))),
    );
  });
});

const ownerToken = async () =>
  (await (await import('node:fs/promises')).readFile(coordinator.running.ownerTokenFile, 'utf8')).trim();

describe('a hello', () => {
  test('[P2] of an older protocol is told to upgrade, of a newer one that the coordinator is too old', async () => {
    expect(await (await connect()).hello({ protocol: 0 })).toMatchObject({
      ok: false,
      error: { code: 'upgrade-required' },
    });
    expect(await (await connect()).hello({ protocol: 99 })).toMatchObject({
      ok: false,
      error: { code: 'coordinator-too-old' },
    });
  });

  test('[P4] with a forged device id, or with a signature for another connection, is refused and closed', async () => {
    const victim = await connect();
    const thief = await connect();
    const { deviceId } = (await coordinator.api('GET', '/api/devices')).json.map((each: { id: string }) => ({
      deviceId: each.id,
    }))[0];
    expect(await thief.hello({ deviceId })).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
    expect(await thief.closed).toBeTruthy();
    expect(await victim.hello({ signature: randomBytes(64).toString('base64url') })).toMatchObject({
      ok: false,
      error: { code: 'bad-signature' },
    });
  });

  test('of an unknown device is refused', async () => {
    expect(await (await connect()).hello({ deviceId: `dev_${'0'.repeat(32)}` })).toMatchObject({
      ok: false,
      error: { code: 'device-unknown' },
    });
  });

  test('[P3] that does not come first closes the connection and nothing is taken', async () => {
    const job = await submitProbe(1);
    const device = await connect();
    await device.challenge;
    device.socket.emit('results', new Uint8Array(100));
    device.socket.emit('status', idle);
    expect(device.leases).toEqual([]);
    expect(await jobState(job.id)).toMatchObject({ recorded: 0 });
  });

  test('[P5] on a newer connection replaces the older one', async () => {
    const identity = await coordinator.join();
    const older = connectDevice(coordinator.url, identity);
    open.push(older);
    await older.hello();
    const newer = connectDevice(coordinator.url, identity);
    open.push(newer);
    expect(await newer.hello()).toMatchObject({ ok: true });
    await older.closed;
    expect(older.refused).toMatchObject([{ code: 'replaced' }]);
  });
});

describe('results', () => {
  test('[P13] sent twice are acknowledged twice and counted once', async () => {
    const device = await connect();
    await device.hello();
    const job = await submitProbe(2);
    const lease = await device.nextLease();
    const batch: [number, Uint8Array][] = [[lease.first, await probe(lease.first)]];
    expect(await Promise.all([device.send(lease, batch), device.send(lease, batch)])).toEqual([
      { status: 'recorded' },
      { status: 'recorded' },
    ]);
    expect(await jobState(job.id)).toMatchObject({ recorded: 1, accepted: 1 });
  });

  test('[P12] count although the lease was never this device’s', async () => {
    const first = await connect();
    await first.hello();
    const job = await submitProbe(1);
    const lease = await first.nextLease();
    const other = await connect();
    await other.hello();
    expect(await other.send(lease, [[0, await probe(0)]])).toEqual({ status: 'recorded' });
    await until(
      () => jobState(job.id),
      ({ state }) => state === 'done',
    );
  });

  test('[P15] of an unknown job, an old generation or an ended job are gone', async () => {
    const device = await connect();
    await device.hello();
    const job = await submitProbe(1);
    const lease = await device.nextLease();
    expect(await device.send({ job: 4_000_000_000, generation: 1 }, [[0, await probe(0)]])).toEqual({
      status: 'gone',
    });
    expect(await device.send({ ...lease, generation: lease.generation - 1 }, [[0, await probe(0)]])).toEqual({
      status: 'gone',
    });
    await coordinator.api('POST', `/api/jobs/${job.id}/cancel`);
    expect(await device.send(lease, [[0, await probe(0)]])).toEqual({ status: 'gone' });
  });

  test('[P14] by reference count only when their parts are stored', async () => {
    const device = await connect();
    const welcome = await device.hello();
    if (!welcome.ok) throw new Error(welcome.error.message);
    await submitProbe(1);
    const lease = await device.nextLease();
    const { packBatch, packManifest } = await import('../../shared/contract/result-batch.ts');
    const part = randomBytes(20_000);
    const sha = createHash('sha256').update(part).digest('hex') as Sha256;
    const manifest = packManifest({ size: part.length, parts: [{ sha, size: part.length }] });
    const batch = packBatch({ job: lease.job, generation: lease.generation }, [
      {
        index: 0,
        start: 0,
        cpu: 0,
        digest: createHash('sha256').update(manifest).digest(),
        byReference: true,
        bytes: manifest,
      },
    ]);
    expect(await device.ask('results', batch)).toMatchObject({
      status: 'refused',
      error: { code: 'part-missing' },
    });
    const headers = { authorization: `Bearer ${welcome.value.blobToken}` };
    expect(await coordinator.api('PUT', `/api/device/parts/${sha}`, part.subarray(1), headers)).toMatchObject(
      { status: 422, json: { code: 'hash-mismatch' } },
    );
    expect(await coordinator.api('PUT', `/api/device/parts/${sha}`, part, headers)).toMatchObject({
      status: 200,
    });
    expect(await device.ask('results', batch)).toEqual({ status: 'recorded' });
  });
});

describe('bad messages', () => {
  test('[P6] are named, change nothing, and the third closes the connection', async () => {
    const device = await connect();
    await device.hello();
    const job = await submitProbe(1);
    await device.nextLease();
    expect(await device.ask('results', new Uint8Array([1, 2, 3]))).toMatchObject({
      status: 'refused',
      error: { code: 'malformed-message' },
    });
    expect(await device.ask('failed', { job: 'x' })).toMatchObject({
      status: 'refused',
      error: { code: 'malformed-message' },
    });
    device.socket.emit('status', { duty: 7 });
    await device.closed;
    expect(device.refused).toHaveLength(3);
    expect(await jobState(job.id)).toMatchObject({ recorded: 0, failed: 0 });
  });

  test('[P6] over the size limit close the connection and the coordinator goes on', async () => {
    const device = await connect();
    await device.hello();
    device.socket.emit('results', new Uint8Array(2_000_000), () => undefined);
    await device.closed;
    expect((await coordinator.api('GET', '/api/health')).json).toMatchObject({ ok: true });
  });
});

describe('joining', () => {
  const errorOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error: { code: string }) => error.code,
    );

  test('works by code and by token; used up, revoked and unknown ones are refused', async () => {
    const invite = await coordinator.running.createInvite({ uses: 2, minutes: 5 });
    await coordinator.join({ code: invite.code });
    await coordinator.join({ token: invite.token });
    expect(await errorOf(coordinator.join({ code: invite.code }))).toBe('code-used-up');
    const second = await coordinator.running.createInvite({ uses: 2, minutes: 5 });
    await coordinator.api('DELETE', `/api/invites/${second.id}`);
    expect(await errorOf(coordinator.join({ token: second.token }))).toBe('code-revoked');
    expect(await errorOf(coordinator.join({ code: 'ZZZZ-ZZZZ' }))).toBe('code-unknown');
  });

  test('without a key, or with both secrets, is a bad request', async () => {
    const invite = await coordinator.running.createInvite({ uses: 2, minutes: 5 });
    const base = {
      capabilities: {
        kind: 'phone',
        runtime: 'browser',
        os: '',
        cores: 1,
        memoryGiB: null,
        gpu: false,
        benchmark: 0,
      },
      algorithm: 'ed25519',
    };
    expect(
      await coordinator.api('POST', '/api/join', { ...base, code: invite.code, publicKey: 'AAAA' }, {}),
    ).toMatchObject({ status: 400, json: { code: 'bad-request' } });
    expect(
      await coordinator.api(
        'POST',
        '/api/join',
        { ...base, code: invite.code, token: invite.token, publicKey: 'AAAA' },
        {},
      ),
    ).toMatchObject({ status: 400 });
  });
});

describe('bad jobs', () => {
  test.each([
    ['an unknown kernel', { kernel: 'mine', input: { kind: 'range', count: 1 } }, 400, 'unknown-kernel'],
    [
      'a wrong parameter',
      { kernel: 'hash', params: { algorithm: 'md4' }, input: { kind: 'files', files: [], blobs: [] } },
      400,
      'bad-params',
    ],
    ['no files', { kernel: 'hash', input: { kind: 'files', files: [], blobs: [] } }, 400, 'no-input'],
    ['an empty range', { kernel: 'probe', input: { kind: 'range', count: 0 } }, 400, 'no-input'],
    ['the wrong kind of input', { kernel: 'hash', input: { kind: 'range', count: 3 } }, 400, 'bad-request'],
    [
      'a file beyond its blob',
      {
        kernel: 'hash',
        input: { kind: 'files', files: [{ name: 'a', size: 9, blob: 0, offset: 0 }], blobs: [] },
      },
      400,
      'bad-request',
    ],
    ['no JSON', '{"kernel":', 400, 'bad-request'],
  ])('%s is refused and nothing is created', async (_what, body, status, code) => {
    const answer = await coordinator.api('POST', '/api/jobs', body);
    expect(answer).toMatchObject({ status, json: { code } });
    expect(answer.json.hint).not.toBe('');
    expect((await coordinator.api('GET', '/api/jobs')).json).toEqual([]);
  });

  test('[P20] a part whose bytes have another hash is refused and leaves nothing behind', async () => {
    const sha = createHash('sha256').update('right').digest('hex');
    expect(await coordinator.api('PUT', `/api/parts/${sha}`, Buffer.from('wrong'))).toMatchObject({
      status: 422,
      json: { code: 'hash-mismatch' },
    });
    expect(await coordinator.api('POST', '/api/parts/missing', { parts: [{ sha, size: 5 }] })).toMatchObject({
      json: { missing: [sha] },
    });
    expect(
      await coordinator.api('PUT', `/api/parts/${sha}`, new Uint8Array(4 * 1024 * 1024 + 1)),
    ).toMatchObject({ status: 413, json: { code: 'too-large' } });
  });

  test('a job waits for its parts and starts when they are there', async () => {
    const bytes = Buffer.from('a small file');
    const sha = createHash('sha256').update(bytes).digest('hex');
    const created = await coordinator.api('POST', '/api/jobs', {
      kernel: 'hash',
      input: {
        kind: 'files',
        files: [{ name: 'a', size: bytes.length, blob: 0, offset: 0 }],
        blobs: [{ size: bytes.length, parts: [{ sha, size: bytes.length }] }],
      },
    });
    expect(created.json).toMatchObject({ job: { state: 'uploading' }, missing: [sha] });
    expect((await coordinator.api('POST', `/api/jobs/${created.json.job.id}/uploaded`)).json).toMatchObject({
      job: { state: 'uploading' },
      missing: [sha],
    });
    await coordinator.api('PUT', `/api/parts/${sha}`, bytes);
    expect((await coordinator.api('POST', `/api/jobs/${created.json.job.id}/uploaded`)).json).toMatchObject({
      missing: [],
    });
    expect((await jobState(created.json.job.id)).state).toMatch(/queued|running/);
  });
});

describe('doors', () => {
  test('[P21] a device reads what its leases need and nothing else', async () => {
    const bytes = Buffer.from('somebody’s photo');
    const sha = createHash('sha256').update(bytes).digest('hex');
    await coordinator.api('PUT', `/api/parts/${sha}`, bytes);
    const device = await connect();
    const welcome = await device.hello();
    if (!welcome.ok) throw new Error(welcome.error.message);
    const headers = { authorization: `Bearer ${welcome.value.blobToken}` };
    expect(await coordinator.api('GET', `/api/device/parts/${sha}`, undefined, headers)).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
    expect(await coordinator.api('PUT', `/api/device/parts/${sha}`, bytes, headers)).toMatchObject({
      status: 403,
    });
    await submitProbe(1);
    const lease = await device.nextLease();
    expect(
      await coordinator.api('GET', `/api/device/parts/${lease.script}`, undefined, headers),
    ).toMatchObject({ status: 200 });
    device.close();
    await until(
      () => coordinator.api('GET', `/api/device/parts/${lease.script}`, undefined, headers),
      ({ status }) => status === 401,
    );
  });

  test('[P30] no owner route answers without the owner', async () => {
    const { routes } = await import('../../shared/contract/http-api.ts');
    for (const route of Object.values(routes)) {
      if (route.access === 'open') continue;
      const path = route.path.replace('{id}', 'x').replace('{sha}', 'x').replace('{n}', '0');
      const answer = await coordinator.api(route.method, path, route.method === 'GET' ? undefined : {}, {});
      expect([route.path, answer.status, answer.json.code]).toEqual([route.path, 401, 'not-signed-in']);
    }
  });

  test('a page of another site is refused, over HTTP and over the socket', async () => {
    const headers = { origin: 'http://evil.example', authorization: `Bearer ${await ownerToken()}` };
    expect(await coordinator.api('POST', '/api/invites', {}, headers)).toMatchObject({ status: 403 });
    const answer = await fetch(`${coordinator.url}/socket/?EIO=4&transport=polling`, {
      headers: { origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);
  });

  test('every kernel is listed with its parameters, and OpenAPI lists every route', async () => {
    const listed = (await coordinator.api('GET', '/api/kernels')).json as { name: string; params: object }[];
    expect(listed.map(({ name }) => name)).toEqual(kernels.map(({ name }) => name));
    const { routes } = await import('../../shared/contract/http-api.ts');
    const { paths } = (await coordinator.api('GET', '/api/openapi.json')).json as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const route of Object.values(routes))
      expect(paths[route.path]?.[route.method.toLowerCase()]).toBeDefined();
  });
});
