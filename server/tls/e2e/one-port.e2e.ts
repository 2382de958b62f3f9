// One coordinator, one port, both protocols: pages, API and sockets, its root to take along, and a swap of the certificate while they are in use.
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { DEVICE_NAMESPACE, SOCKET_PATH } from '../../../shared/contract/device-messages.ts';
import { localName } from '../../../shared/contract/discovery.ts';
import { Health } from '../../../shared/contract/http-api.ts';
import { TlsView } from '../../../shared/contract/tls.ts';
import { makePinnedFetch, pinCoordinator } from '../../../shared/platform/node/pinned-tls.ts';
import { connectDevice } from '../../e2e/test-device.ts';
import { renewAuthority, showAuthority } from '../../main.ts';
import { LOOK_EVERY_MS } from '../keep-credentials.ts';
import { type SecureCoordinator, startSecureCoordinator } from './secure-coordinator.ts';

const state: { coordinator?: SecureCoordinator; ca: string } = { ca: '' };
const coordinator = () => state.coordinator as SecureCoordinator;

beforeAll(async () => {
  state.coordinator = await startSecureCoordinator();
  state.ca = (await showAuthority(coordinator().dataDir))?.root ?? '';
});
afterAll(() => coordinator().stop());

function openSocket(url: string, transport: string): Socket {
  const socket = io(url + DEVICE_NAMESPACE, {
    path: SOCKET_PATH,
    transports: [transport],
    forceNew: true,
    reconnection: false,
    ca: state.ca,
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

/** The coordinator speaks first. */
const greeted = (socket: Socket) =>
  new Promise<unknown>((resolve, reject) => {
    socket.once('challenge', resolve);
    socket.once('connect_error', reject);
  });

describe('on one port', () => {
  test('pages and the API answer over http and over https', async () => {
    const pinned = makePinnedFetch(state.ca);
    for (const [send, url] of [
      [fetch, coordinator().plain],
      [pinned, coordinator().secure],
    ] as const) {
      const health = await send(`${url}/api/health`);
      expect(await health.json()).toMatchObject({ ok: true });
      expect(health.headers.get('strict-transport-security')).toBeNull();
      const page = await send(`${url}/`);
      expect(await page.text()).toMatch('runs without pages');
      expect(page.headers.get('location')).toBeNull();
    }
  });

  test.each([
    ['http', 'websocket'],
    ['http', 'polling'],
    ['https', 'websocket'],
    ['https', 'polling'],
  ])('a device is greeted over %s by %s', async (protocol, transport) => {
    const socket = openSocket(protocol === 'http' ? coordinator().plain : coordinator().secure, transport);
    expect(await greeted(socket)).toMatchObject({ serverId: expect.stringMatching(/^srv_/) as string });
    expect(socket.io.engine.transport.name).toBe(transport);
  });

  test('resets and garbage by the hundred end neither the process nor the service', async () => {
    const { port } = new URL(coordinator().plain);
    const beginnings = ['', '\x16', '\x16\x03\x01\x00\x05hello', 'GET /api', '\0\0\0', '\x80\x2e\x01'];
    await Promise.all(
      Array.from({ length: 120 }, async (_, n) => {
        const socket = connect(Number(port), '127.0.0.1');
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        await new Promise<void>((resolve) => void socket.write(beginnings[n % 6] ?? '', () => resolve()));
        if (n % 2 === 0) socket.resetAndDestroy();
        else socket.destroy();
      }),
    );
    expect(await (await fetch(`${coordinator().plain}/api/health`)).json()).toMatchObject({ ok: true });
    const answer = await makePinnedFetch(state.ca)(`${coordinator().secure}/api/health`);
    expect(await answer.json()).toMatchObject({ ok: true });
  });
});

describe('the root to take along', () => {
  test('is the same in every form, and its fingerprint is told', async () => {
    const read = async (path: string) => {
      const answer = await fetch(coordinator().plain + path);
      return { bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
    };
    const view = TlsView.parse(JSON.parse((await read('/api/tls')).bytes.toString()));
    const root = new X509Certificate(state.ca);
    const { serverId } = Health.parse(JSON.parse((await read('/api/health')).bytes.toString()));
    expect(view).toMatchObject({
      https: true,
      kind: 'local-ca',
      fingerprint: createHash('sha256').update(root.raw).digest('hex'),
      names: expect.arrayContaining(['localhost', '127.0.0.1', '::1', localName(serverId)]) as string[],
    });
    expect(view).toEqual(coordinator().running.tls);
    const der = await read('/api/ca.crt');
    expect(der.bytes).toEqual(root.raw);
    expect(der.headers.get('content-type')).toBe('application/x-x509-ca-cert');
    expect(der.headers.get('content-disposition')).toMatch(/^attachment; filename="covey-[0-9a-f]{8}\.crt"$/);
    expect((await read('/api/ca.pem')).bytes.toString()).toBe(state.ca);
    const profile = await read('/api/ca.mobileconfig');
    expect(profile.headers.get('content-type')).toBe('application/x-apple-aspen-config');
    expect(profile.bytes.toString().replace(/\s/g, '')).toMatch(root.raw.toString('base64'));
    for (const path of ['/api/ca.crt', '/api/ca.pem', '/api/ca.mobileconfig'])
      expect((await read(path)).bytes.toString()).not.toMatch('PRIVATE KEY');
  });

  test('is taken by its pin over http or https, and refused with another pin', async () => {
    const { fingerprint } = coordinator().running.tls;
    for (const url of [coordinator().plain, coordinator().secure]) {
      const reach = await pinCoordinator(url, fingerprint?.slice(0, 16) ?? '');
      expect(reach).toMatchObject({ url: coordinator().secure, ca: state.ca });
      expect(await (await reach.fetch(`${reach.url}/api/health`)).json()).toMatchObject({ ok: true });
      await expect(pinCoordinator(url, '0'.repeat(64))).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  test('is none where there is http alone', async () => {
    const plain = await startSecureCoordinator({ kind: 'none' });
    onTestFinished(() => plain.stop());
    expect(await (await fetch(`${plain.plain}/api/tls`)).json()).toEqual({
      https: false,
      kind: 'none',
      fingerprint: null,
      names: [],
    });
    const answer = await fetch(`${plain.plain}/api/ca.crt`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not-found', hint: expect.stringMatching('--no-tls') });
    await expect(makePinnedFetch(state.ca)(`${plain.secure}/api/health`)).rejects.toThrow('fetch failed');
    await expect(pinCoordinator(plain.plain, '0'.repeat(16))).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('a swap of the certificate reaches the next connection and drops none that is open', async () => {
  const open = await Promise.all(
    ['websocket', 'polling'].map(async (transport) => {
      const device = connectDevice(coordinator().secure, await coordinator().join(), [transport], {
        ca: state.ca,
      });
      onTestFinished(() => device.close());
      expect(await device.hello()).toMatchObject({ ok: true });
      return device;
    }),
  );
  const drops: string[] = [];
  for (const { closed } of open) void closed.then((reason) => drops.push(reason));
  const renewed = await renewAuthority(coordinator().dataDir, { newRoot: false });
  const leaf = new X509Certificate(await readFile(renewed.files.leaf, 'utf8'));
  const { port } = new URL(coordinator().secure);
  await vi.waitFor(
    async () => {
      const fresh = connectTls({ port: Number(port), host: '127.0.0.1', ca: state.ca });
      await once(fresh, 'secureConnect');
      const { fingerprint256 } = fresh.getPeerCertificate();
      fresh.destroy();
      expect(fingerprint256).toBe(leaf.fingerprint256);
    },
    { timeout: 2 * LOOK_EVERY_MS, interval: 100 },
  );
  expect(drops).toEqual([]);
  // The goodbye is answered on the same connections.
  for (const { ask } of open) await ask('goodbye');
});
