import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { joinSwarm, type WayIn } from './join-swarm.ts';
import { openIdentities } from './node-identity.ts';
import { openReach } from './pinned-tls.ts';

const id = (prefix: string) => `${prefix}_${'1'.repeat(32)}`;
const answer = {
  deviceId: id('dev'),
  name: 'laptop',
  serverId: id('srv'),
  swarmId: id('swm'),
  swarmName: 'home',
  approved: false,
};

test.each<[string, WayIn, object]>([
  ['a code', { code: 'WDJB-MJHT' }, { code: 'WDJB-MJHT' }],
  ['a token', { token: 't' }, { token: 't' }],
  ['a knock', { knock: true }, {}],
])('by %s a device says what it is, and no more than it has', async (_what, wayIn, secret) => {
  const asked: object[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      asked.push(JSON.parse(text) as object);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-join-'));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  const identities = await openIdentities(dataDir);
  const capabilities = {
    kind: 'laptop',
    runtime: 'node',
    os: 'test',
    cores: 1,
    memoryGiB: 1,
    gpu: false,
    benchmark: 1,
  } as const;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await joinSwarm(openReach(url), wayIn, 'laptop', capabilities, identities)).toBe(answer.deviceId);
  const { publicKey } = identities;
  expect(asked).toEqual([{ ...secret, publicKey, algorithm: 'ed25519', name: 'laptop', capabilities }]);
});
