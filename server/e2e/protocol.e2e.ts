// The protocol's rules against a real coordinator: what is said right is served, what is said wrong is refused with its code and changes nothing.
import { createHash, randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { SOCKET_PATH } from '../../shared/contract/device-messages.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { packBatch, packManifest } from '../../shared/contract/result-batch.ts';
import { VIEWER_NAMESPACE } from '../../shared/contract/viewer-messages.ts';
import { probeBytes } from './kill/probe-bytes.ts';
import { idle } from './test-device.ts';
import { until, useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();
const heard = (socket: Socket, event: string) =>
  new Promise<unknown[]>((resolve) => void socket.once(event, (...said) => resolve(said)));

describe.each([
  ['websocket and polling', ['websocket', 'polling']],
  ['polling alone, WebSocket blocked', ['polling']],
])('over %s', (_name, transports) => {
  test('a chunk walks from submission to output, counted once', async () => {
    const device = await coordinator.connect(transports);
    expect(await device.hello()).toMatchObject({
      ok: true,
      value: { steering: { enabled: true, throttle: 1, swarm: 'running', quarantine: null } },
    });
    const job = await coordinator.submitProbe(5);
    const done = new Set<number>();
    while (done.size < 5) {
      const lease = await device.nextLease((each) => !done.has(each.first));
      const indices = Array.from({ length: lease.count }, (_, i) => lease.first + i);
      expect(
        await device.send(
          lease,
          await Promise.all(indices.map(async (i) => [i, probeBytes(i)] as [number, Uint8Array])),
        ),
      ).toEqual({ status: 'recorded' });
      for (const index of indices) done.add(index);
    }
    const ended = await until(
      () => coordinator.jobState(job.id),
      ({ state }) => state === 'done',
    );
    expect(ended).toMatchObject({ accepted: 5, failed: 0 });
    const output = await fetch(`${coordinator.url}/api/jobs/${job.id}/outputs/0`, {
      headers: { authorization: `Bearer ${await coordinator.ownerToken()}` },
    });
    expect(Buffer.from(await output.arrayBuffer())).toEqual(Buffer.concat([0, 1, 2, 3, 4].map(probeBytes)));
  });
});

describe('a hello', () => {
  test('[P2] of an older protocol is told to upgrade, of a newer one that the coordinator is too old', async () => {
    expect(await (await coordinator.connect()).hello({ protocol: 0 })).toMatchObject({
      ok: false,
      error: { code: 'upgrade-required' },
    });
    expect(await (await coordinator.connect()).hello({ protocol: 99 })).toMatchObject({
      ok: false,
      error: { code: 'coordinator-too-old' },
    });
  });

  test('[P4] with a forged device id, or with a signature for another connection, is refused and closed', async () => {
    const victim = await coordinator.connect();
    const thief = await coordinator.connect();
    const { deviceId } = (await coordinator.api('GET', '/api/devices')).json.map((each: { id: string }) => ({
      deviceId: each.id,
    }))[0];
    expect(await thief.hello({ deviceId })).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
    expect(await thief.closed).toBeTruthy();
    expect(await victim.hello({ signature: randomBytes(64).toString('base64url') })).toMatchObject({
      ok: false,
      error: { code: 'bad-signature' },
    });
    // written with the next tick
    const refused = async () => (await coordinator.api('GET', '/api/audit?action=device-refused')).json[0];
    const address = expect.stringMatching(/^(127\.0\.0\.1|::1)$/);
    await expect.poll(refused).toMatchObject({ outcome: 'refused', address });
  });

  test('of an unknown device is refused', async () => {
    expect(await (await coordinator.connect()).hello({ deviceId: `dev_${'0'.repeat(32)}` })).toMatchObject({
      ok: false,
      error: { code: 'device-unknown' },
    });
  });

  test('[P3] that does not come first closes the connection and nothing is taken', async () => {
    const job = await coordinator.submitProbe(1);
    const device = await coordinator.connect();
    await device.challenge;
    device.socket.emit('results', new Uint8Array(100));
    device.socket.emit('status', idle);
    await device.closed;
    expect(device.refused[0]).toMatchObject({ code: 'malformed-message' });
    expect(device.leases).toEqual([]);
    expect(await coordinator.jobState(job.id)).toMatchObject({ recorded: 0 });
  });

  test('[P5] on a newer connection replaces the older one', async () => {
    const identity = await coordinator.join();
    const older = coordinator.connectAs(identity);
    await older.hello();
    const newer = coordinator.connectAs(identity);
    expect(await newer.hello()).toMatchObject({ ok: true });
    await older.closed;
    expect(older.refused).toMatchObject([{ code: 'replaced' }]);
  });
});

describe('results', () => {
  test('[P13] sent twice are acknowledged twice and counted once', async () => {
    const device = await coordinator.connect();
    await device.hello();
    const job = await coordinator.submitProbe(2);
    const lease = await device.nextLease();
    const batch: [number, Uint8Array][] = [[lease.first, probeBytes(lease.first)]];
    expect(await Promise.all([device.send(lease, batch), device.send(lease, batch)])).toEqual([
      { status: 'recorded' },
      { status: 'recorded' },
    ]);
    expect(await coordinator.jobState(job.id)).toMatchObject({ recorded: 1, accepted: 1 });
  });

  test('[P12] count although the lease was never this device’s', async () => {
    const first = await coordinator.connect();
    await first.hello();
    const job = await coordinator.submitProbe(1);
    const lease = await first.nextLease();
    const other = await coordinator.connect();
    await other.hello();
    expect(await other.send(lease, [[0, probeBytes(0)]])).toEqual({ status: 'recorded' });
    await until(
      () => coordinator.jobState(job.id),
      ({ state }) => state === 'done',
    );
  });

  test('[P15] of an unknown job, an old generation or an ended job are gone', async () => {
    const device = await coordinator.connect();
    await device.hello();
    const job = await coordinator.submitProbe(1);
    const lease = await device.nextLease();
    expect(await device.send({ job: 4_000_000_000, generation: 1 }, [[0, probeBytes(0)]])).toEqual({
      status: 'gone',
    });
    expect(await device.send({ ...lease, generation: lease.generation - 1 }, [[0, probeBytes(0)]])).toEqual({
      status: 'gone',
    });
    await coordinator.api('POST', `/api/jobs/${job.id}/cancel`);
    expect(await device.send(lease, [[0, probeBytes(0)]])).toEqual({ status: 'gone' });
  });

  test('[P14] by reference count only when their parts are stored', async () => {
    const device = await coordinator.connect();
    const welcome = await device.hello();
    if (!welcome.ok) throw new Error(welcome.error.message);
    await coordinator.submitProbe(1);
    const lease = await device.nextLease();
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
    const device = await coordinator.connect();
    await device.hello();
    const job = await coordinator.submitProbe(1);
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
    expect(await coordinator.jobState(job.id)).toMatchObject({ recorded: 0, failed: 0 });
  });

  test('[P6] of no known name are answered and count like others', async () => {
    const device = await coordinator.connect();
    await device.hello();
    expect(await device.ask('constructor', {})).toMatchObject({
      status: 'refused',
      error: { code: 'malformed-message', message: 'constructor: no such message is expected now' },
    });
    device.socket.emit('hello', {});
    device.socket.emit('__proto__');
    await device.closed;
    expect(device.refused).toHaveLength(3);
  });

  test('[P6] are answered in a few sentences, however much is wrong with them', async () => {
    const device = await coordinator.connect();
    const answer = await device.hello({ holding: Array(2000).fill({}) });
    if (answer.ok) throw new Error('it was taken');
    expect(answer.error.message.length).toBeLessThan(1000);
  });

  test('[P6] over the size limit close the connection and the coordinator goes on', async () => {
    const device = await coordinator.connect();
    await device.hello();
    device.socket.emit('results', new Uint8Array(2_000_000), () => undefined);
    await device.closed;
    expect((await coordinator.api('GET', '/api/health')).json).toMatchObject({ ok: true });
  });
});

test('[P1] who connects to no namespace of ours, or speaks as a viewer, is sent away', async () => {
  const lost = io(coordinator.url, { path: SOCKET_PATH, forceNew: true, reconnection: false });
  const [error] = (await heard(lost, 'connect_error')) as [Error];
  expect(error.message).toBe('connect to /device or /viewer');
  lost.disconnect();
  const viewer = io(coordinator.url + VIEWER_NAMESPACE, {
    path: SOCKET_PATH,
    forceNew: true,
    reconnection: false,
    auth: { token: await coordinator.ownerToken() },
  });
  const refused = heard(viewer, 'refused');
  const closed = heard(viewer, 'disconnect');
  viewer.emit('anything', 1);
  expect(await refused).toMatchObject([{ code: 'malformed-message' }]);
  await closed;
});
