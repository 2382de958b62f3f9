// What stands at the coordinator's doors over HTTP: who may join, submit, read; everything else is refused with its code and changes nothing.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { routes } from '../../shared/contract/http-api.ts';
import { kernels } from '../../shared/kernels/registry.ts';
import { watchAsViewer } from './test-viewer.ts';
import { until, useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();

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
    ['the wrong kind of input', { kernel: 'hash', input: { kind: 'range', count: 3 } }, 400, 'no-input'],
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
    expect((await coordinator.jobState(created.json.job.id)).state).toMatch(/queued|running/);
  });
});

describe('doors', () => {
  test('[P21] a device reads what its leases need and nothing else', async () => {
    const bytes = Buffer.from('somebody’s photo');
    const sha = createHash('sha256').update(bytes).digest('hex');
    await coordinator.api('PUT', `/api/parts/${sha}`, bytes);
    const device = await coordinator.connect();
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
    await coordinator.submitProbe(1);
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

  test('a reset of a half-made upgrade, by anybody, does not end the coordinator', async () => {
    const { hostname, port } = new URL(coordinator.url);
    for (const path of ['/anything', '/socket/?EIO=4&transport=websocket', '/api/health']) {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.on('error', () => undefined);
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    await until(
      () => coordinator.api('GET', '/api/health'),
      ({ json }) => json.ok === true,
    );
    expect((await coordinator.api('GET', '/api/jobs')).status).toBe(200);
  });

  test('[P18] [P21] what a device merely claims to hold opens no part and breaks nothing', async () => {
    const bytes = Buffer.from('an input of another device’s lease');
    const sha = createHash('sha256').update(bytes).digest('hex');
    await coordinator.api('PUT', `/api/parts/${sha}`, bytes);
    const files = [{ name: 'a', size: bytes.length, blob: 0, offset: 0 }];
    const input = {
      kind: 'files',
      files,
      blobs: [{ size: bytes.length, parts: [{ sha, size: bytes.length }] }],
    };
    await coordinator.api('POST', '/api/jobs', { kernel: 'hash', input });
    const holder = await coordinator.connect();
    await holder.hello();
    const lease = await holder.nextLease();
    const claimant = await coordinator.connect();
    const holding = { job: lease.job, generation: lease.generation - 1, leaseId: 1, first: 0, count: 1 };
    const welcome = await claimant.hello({ holding: [holding] });
    if (!welcome.ok) throw new Error(welcome.error.message);
    const headers = { authorization: `Bearer ${welcome.value.blobToken}` };
    expect(await coordinator.api('GET', `/api/device/parts/${sha}`, undefined, headers)).toMatchObject({
      status: 403,
    });
    const greedy = await coordinator.connect();
    expect(await greedy.hello({ holding: [{ ...holding, count: 200_000_000 }] })).toMatchObject({
      ok: false,
      error: { code: 'malformed-message' },
    });
  });

  test('[P30] no owner route answers without the owner', async () => {
    for (const route of Object.values(routes)) {
      if (route.access === 'open') continue;
      const path = route.path.replace('{id}', 'x').replace('{sha}', 'x').replace('{n}', '0');
      const answer = await coordinator.api(route.method, path, route.method === 'GET' ? undefined : {}, {});
      expect([route.path, answer.status, answer.json.code]).toEqual([route.path, 401, 'not-signed-in']);
    }
  });

  test('a page of another site is refused, over HTTP and over the socket', async () => {
    const headers = {
      origin: 'http://evil.example',
      authorization: `Bearer ${await coordinator.ownerToken()}`,
    };
    expect(await coordinator.api('POST', '/api/invites', {}, headers)).toMatchObject({ status: 403 });
    const answer = await fetch(`${coordinator.url}/socket/?EIO=4&transport=polling`, {
      headers: { origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);
  });

  test('every kernel is listed with its parameters, and OpenAPI lists every route', async () => {
    const listed = (await coordinator.api('GET', '/api/kernels')).json as { name: string; params: object }[];
    expect(listed.map(({ name }) => name)).toEqual(kernels.map(({ name }) => name));
    const { paths } = (await coordinator.api('GET', '/api/openapi.json')).json as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const route of Object.values(routes))
      expect(paths[route.path]?.[route.method.toLowerCase()]).toBeDefined();
  });

  test('[P31] a viewer is the owner, by cookie or by token, gets a snapshot and then only what changed', async () => {
    const token = new URL(coordinator.running.makeSetupUrl()).hash.slice(3);
    const signedIn = await fetch(`${coordinator.url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const byCookie = watchAsViewer(coordinator.url, { extraHeaders: { cookie } });
    const byToken = watchAsViewer(coordinator.url, { auth: { token: await coordinator.ownerToken() } });
    const stranger = watchAsViewer(coordinator.url, {});
    expect(await byCookie.first).toMatchObject(['snapshot', { swarm: { name: 'My swarm' }, jobs: [] }]);
    expect(await byToken.first).toMatchObject(['snapshot', { jobs: [] }]);
    expect(await stranger.first).toMatchObject(['refused', { code: 'not-signed-in' }]);
    const job = await coordinator.submitProbe(10);
    const updates = await until(
      () => Promise.resolve(byCookie.updates),
      (all) => all.some((update) => update.jobs !== undefined),
    );
    expect(updates.find((update) => update.jobs !== undefined)).toMatchObject({ jobs: [{ id: job.id }] });
    expect(updates.every((update) => update.devices === undefined)).toBe(true);
    for (const viewer of [byCookie, byToken, stranger]) viewer.close();
  });
});
