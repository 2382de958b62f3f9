// A swarm as a family might have one, for screenshots: two computers that really compute, and devices that only say what they are.
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import type { Capabilities, DeviceStatus } from '../../shared/contract/device.ts';
import {
  challengeText,
  DEVICE_NAMESPACE,
  type Challenge,
  SOCKET_PATH,
} from '../../shared/contract/device-messages.ts';
import type { JoinResponse } from '../../shared/contract/http-api.ts';
import { PROTOCOL_VERSION } from '../../shared/contract/version.ts';
import { startNodeContribution } from '../../shared/platform/node/start-node-contribution.ts';
import type { OpenedApp } from './open-app.ts';

const kernelsDir = new URL('../../build/kernels', import.meta.url).pathname;

const silent: {
  name: string;
  capabilities: Capabilities;
  status: Pick<DeviceStatus, 'duty' | 'reason'> | null;
}[] = [
  {
    name: 'Mary’s phone',
    capabilities: {
      kind: 'phone',
      runtime: 'browser',
      os: 'iOS',
      cores: 6,
      memoryGiB: null,
      gpu: false,
      benchmark: 30_000,
    },
    status: { duty: 0, reason: 'hidden' },
  },
  {
    name: 'Kitchen tablet',
    capabilities: {
      kind: 'tablet',
      runtime: 'browser',
      os: 'Android',
      cores: 8,
      memoryGiB: 4,
      gpu: true,
      benchmark: 20_000,
    },
    status: { duty: 0, reason: 'paused-by-person' },
  },
  {
    name: 'Attic laptop',
    capabilities: {
      kind: 'laptop',
      runtime: 'browser',
      os: 'Windows',
      cores: 4,
      memoryGiB: 8,
      gpu: false,
      benchmark: 25_000,
    },
    status: null,
  },
];

/** Answers with what ends it all. */
export async function populateSwarm(app: OpenedApp): Promise<() => Promise<void>> {
  const endings: (() => Promise<void> | void)[] = [];
  for (const { name, throttle } of [
    { name: 'Workshop server', throttle: 12 },
    { name: 'Study desktop', throttle: 8 },
  ]) {
    const dataDir = await mkdtemp(join(tmpdir(), 'covey-device-'));
    const { token } = await app.coordinator.createInvite({ uses: 1, minutes: 5 });
    const device = await startNodeContribution({
      url: app.coordinator.url,
      dataDir,
      join: { token },
      name,
      limits: { threads: 1, throttle, giveWay: false },
      kernelsDir,
      onEvent: () => undefined,
    });
    endings.push(async () => {
      await device.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
  }
  for (const device of silent) endings.push(await joinSilently(app, device));
  return async () => {
    await Promise.all(endings.map(async (end) => await end()));
  };
}

async function joinSilently(
  app: OpenedApp,
  { name, capabilities, status }: (typeof silent)[number],
): Promise<() => void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { token } = await app.coordinator.createInvite({ uses: 1, minutes: 5 });
  const answer = await fetch(`${app.coordinator.url}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token,
      name,
      capabilities,
      algorithm: 'ed25519',
      publicKey: publicKey.export({ format: 'jwk' }).x,
    }),
  });
  const { deviceId } = (await answer.json()) as JoinResponse;
  if (status === null) return () => undefined;
  const socket = io(app.coordinator.url + DEVICE_NAMESPACE, { path: SOCKET_PATH, forceNew: true });
  await new Promise<void>((resolve) => {
    socket.on('challenge', ({ serverId, nonce }: Challenge) => {
      const signature = sign(null, Buffer.from(challengeText(serverId, nonce)), privateKey).toString(
        'base64url',
      );
      const said = { ...status, threads: 2, holding: 0, unacknowledged: 0 };
      const hello = {
        protocol: PROTOCOL_VERSION,
        deviceId,
        signature,
        capabilities,
        status: said,
        holding: [],
      };
      socket.emit('hello', hello, () => resolve());
    });
  });
  return () => void socket.disconnect();
}
