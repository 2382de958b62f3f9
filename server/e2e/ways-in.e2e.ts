// Other ways in, from outside: through a tunnel (a program in the place of cloudflared that really leads here), behind a proxy, and past both
// with invented headers.
import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { CoordinatorOptions } from '../config.ts';
import type { RunningCoordinator } from '../main.ts';
import { hostOf, makeFakeCloudflared, type FakePlan } from '../tunnel/testing/fake-cloudflared.ts';
import { joinAt, startFresh } from './fresh-coordinator.ts';
import { capabilities, makeKey } from './test-coordinator.ts';
import { connectDevice } from './test-device.ts';
import { until } from './use-coordinator.ts';

async function start(options: Partial<CoordinatorOptions> = {}) {
  const { running, lines, stop } = await startFresh(options);
  onTestFinished(stop);
  return { running, lines };
}

async function startWithTunnel(plan: FakePlan) {
  const { program, dir } = await makeFakeCloudflared(plan);
  process.env['COVEY_CLOUDFLARED'] = program;
  onTestFinished(() => void delete process.env['COVEY_CLOUDFLARED']);
  const started = await start({ tunnel: true });
  /** What stands for the public address of the nth tunnel. */
  const edge = async (run = 1) => `http://127.0.0.1:${await readFile(join(dir, `port-${run}`), 'utf8')}`;
  return { ...started, edge };
}

/** Node's fetch would not let a test say which Host it wants. */
function post(url: string, body: unknown, headers: Record<string, string>) {
  return new Promise<{ status: number; json: { code?: string }; cookie: string | undefined }>(
    (resolve, reject) => {
      const asked = request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      });
      asked.once('error', reject);
      asked.once('response', (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => void pieces.push(piece));
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            json: JSON.parse(Buffer.concat(pieces).toString()) as { code?: string },
            cookie: answer.headers['set-cookie']?.[0],
          }),
        );
      });
      asked.end(JSON.stringify(body));
    },
  );
}

/** As the audit log has it. */
async function auditOf({ url, ownerTokenFile }: RunningCoordinator, action: AuditAction) {
  const authorization = `Bearer ${(await readFile(ownerTokenFile, 'utf8')).trim()}`;
  const answer = await fetch(`${url}/api/audit?action=${action}`, { headers: { authorization } });
  return (await answer.json()) as { address: string }[];
}

const signInsOf = (running: RunningCoordinator) => auditOf(running, 'signed-in');

/** From where a socket comes that says a hello with somebody else's key, as the audit log has it. */
async function addressOfSocket(
  running: RunningCoordinator,
  headers: Record<string, string>,
  { at = running.url, transport = 'websocket' } = {},
): Promise<string | undefined> {
  const { token } = await running.createInvite({ uses: 1, minutes: 5 });
  const { sign } = makeKey();
  const identity = { ...(await joinAt(running.url, token, 'impostor')), sign };
  const before = (await auditOf(running, 'device-refused')).length;
  const device = connectDevice(at, identity, [transport], { headers });
  onTestFinished(() => device.close());
  expect(await device.hello()).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
  const rows = await until(
    () => auditOf(running, 'device-refused'),
    (found) => found.length > before,
  );
  return rows[0]?.address;
}

const setupToken = (url: string) => new URL(url).hash.slice('#s='.length);

test('devices join and connect through the tunnel, whose address is the default one', async () => {
  const { running, edge } = await startWithTunnel({ runs: ['open'] });
  expect(running.waysIn.tunnelUrl).toBe(`https://${hostOf(1)}`);
  expect(running.addresses[0]).toMatchObject({ url: `https://${hostOf(1)}`, isDefault: true });
  const invite = await running.createInvite({ uses: 2, minutes: 5 });
  expect(invite.joinUrl).toBe(`https://${hostOf(1)}/j#${invite.token}`);
  for (const transport of ['websocket', 'polling']) {
    const device = connectDevice(await edge(), await joinAt(await edge(), invite.token, transport), [
      transport,
    ]);
    onTestFinished(() => device.close());
    expect(await device.hello()).toMatchObject({ ok: true });
  }
});

test('who comes through the tunnel comes by https, and each is counted by their own address', async () => {
  const { running, edge } = await startWithTunnel({ runs: ['open'] });
  const origin = { origin: `https://${hostOf(1)}` };
  const lie = { 'x-forwarded-for': '127.0.0.1' };
  const token = setupToken(running.makeSetupUrl());
  expect(await post(`${await edge()}/api/setup`, { token }, { ...origin, ...lie })).toMatchObject({
    status: 200,
  });
  expect(await signInsOf(running)).toMatchObject([{ address: '203.0.113.9' }]);
});

test('the tunnel’s name is worth nothing without the tunnel', async () => {
  const { running, lines } = await startWithTunnel({ runs: ['die', 'silent'] });
  await until(
    () => Promise.resolve(running.waysIn.tunnelUrl),
    (url) => url === null,
  );
  expect(running.addresses.map(({ url }) => url)).toEqual([running.url]);
  expect(lines.some((line) => line.includes('the tunnel is closed'))).toBe(true);
  const headers = { host: hostOf(1), 'x-forwarded-proto': 'https' };
  const token = setupToken(running.makeSetupUrl());
  expect(await post(`${running.url}/api/setup`, { token }, headers)).toMatchObject({
    status: 421,
    json: { code: 'wrong-host' },
  });
});

test('a tunnel that cannot be had ends the start before anything is opened', async () => {
  process.env['COVEY_CLOUDFLARED'] = '/nowhere/cloudflared';
  onTestFinished(() => void delete process.env['COVEY_CLOUDFLARED']);
  await expect(start({ tunnel: true })).rejects.toMatchObject({ code: 'wrong-state' });
  await expect(start({ trustProxy: 'everybody' })).rejects.toMatchObject({ code: 'bad-request' });
  await expect(start({ publicUrl: 'covey.example' })).rejects.toMatchObject({ code: 'bad-request' });
});

test('behind a proxy its words count, and the public address is the default', async () => {
  const { running } = await start({ publicUrl: 'https://covey.example', trustProxy: 'loopback' });
  const invite = await running.createInvite({ uses: 1, minutes: 5 });
  expect(invite.joinUrl).toMatch(/^https:\/\/covey\.example\/j#/);
  const proxied = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'covey.example',
    'x-forwarded-for': '10.1.1.1, 198.51.100.7',
    origin: 'https://covey.example',
  };
  const token = setupToken(running.makeSetupUrl());
  expect(await post(`${running.url}/api/setup`, { token }, proxied)).toMatchObject({ status: 200 });
  expect(await signInsOf(running)).toMatchObject([{ address: '198.51.100.7' }]);
});

test('wrong codes behind a proxy are counted by the address of whoever sent them', async () => {
  const { running } = await start({ trustProxy: '1' });
  const { publicKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'jwk' }).x ?? '';
  const guess = (address: string) =>
    post(
      `${running.url}/api/join`,
      { code: 'ZZZZ-ZZZZ', publicKey: key, algorithm: 'ed25519', name: '', capabilities },
      { 'x-forwarded-for': address },
    );
  for (let i = 0; i < 10; i++) expect((await guess('198.51.100.7')).json.code).toBe('code-unknown');
  expect((await guess('198.51.100.7')).json.code).toBe('too-many-requests');
  expect((await guess('203.0.113.1, 198.51.100.7')).json.code).toBe('too-many-requests');
  expect((await guess('198.51.100.8')).json.code).toBe('code-unknown');
});

/** What a client might say about itself; the first was a header of our own once. */
const invented = {
  'x-covey-address': '192.0.2.66',
  'x-forwarded-for': '192.0.2.67',
  'x-forwarded-host': 'localhost',
  'x-real-ip': '192.0.2.68',
  forwarded: 'for=192.0.2.69',
};

test.each(['websocket', 'polling'])(
  'a socket by %s has the address it really comes from, whatever its headers claim',
  async (transport) => {
    const { running } = await start();
    expect(await addressOfSocket(running, invented, { transport })).toBe('127.0.0.1');
  },
);

test.each(['websocket', 'polling'])(
  'a socket by %s through the tunnel has the address that the tunnel says',
  async (transport) => {
    const { running, edge } = await startWithTunnel({ runs: ['open'] });
    expect(await addressOfSocket(running, invented, { at: await edge(), transport })).toBe('203.0.113.9');
  },
);

test.each(['websocket', 'polling'])(
  'a socket by %s behind a proxy has the address that the trusted proxy says, and no other',
  async (transport) => {
    const { running } = await start({ trustProxy: 'loopback' });
    const proxied = {
      'x-covey-address': '192.0.2.66',
      'x-real-ip': '192.0.2.68',
      'x-forwarded-for': '192.0.2.67, 198.51.100.7',
    };
    expect(await addressOfSocket(running, proxied, { transport })).toBe('198.51.100.7');
    // a proxy that is not the one that is trusted
    const { running: other } = await start({ trustProxy: '10.0.0.2' });
    expect(await addressOfSocket(other, proxied, { transport })).toBe('127.0.0.1');
  },
);

test('without a proxy to trust, headers make nobody private, nobody else and no other address', async () => {
  const { running } = await start({ allowHosts: ['192.168.1.5'] });
  const lies = { host: '192.168.1.5', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'localhost' };
  const token = setupToken(running.makeSetupUrl());
  expect(await post(`${running.url}/api/setup`, { token }, lies)).toMatchObject({ status: 403 });
});
