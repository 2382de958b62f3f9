// The demonstration's swarm: a coordinator and two devices, each a process of its own, as they would be on three machines.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { connect, type Client } from '../../../shared/client/connect.ts';
import { nodePlatform } from '../../host/owner-connection.ts';
import { startProgram, type ProgramProcess } from './program-process.ts';

export const DEVICE_NAMES = ['first device', 'second device'] as const;

export interface DemoSwarm {
  client: Client;
  url: string;
  threadsEach: number;
  /** `kill -9` of the second device. */
  killSecond(): void;
  /** Ends every process in order. */
  stop(): Promise<void>;
}

export async function startDemoSwarm(scratch: string, signal: AbortSignal): Promise<DemoSwarm> {
  const threadsEach = Math.max(1, Math.floor(availableParallelism() / 2));
  const serve = startProgram([
    'serve',
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--data',
    join(scratch, 'coordinator'),
    '--no-open',
    '--no-contribute',
    '--json',
  ]);
  const devices: ProgramProcess[] = [];
  const stop = async () => {
    for (const each of [...devices, serve]) {
      each.kill('SIGTERM');
      await each.ended;
    }
  };
  try {
    const { url, ownerTokenFile } = JSON.parse(await serve.line((line) => line.startsWith('{'))) as {
      url: string;
      ownerTokenFile: string;
    };
    const client = connect({ url, token: (await readFile(ownerTokenFile, 'utf8')).trim() }, nodePlatform);
    const { token } = await client.call('createInvite', { body: { uses: DEVICE_NAMES.length, minutes: 10 } });
    for (const name of DEVICE_NAMES) {
      const args = [
        'join',
        `${url}/j#${token}`,
        '--name',
        name,
        // they share this machine, and somebody watches
        '--no-give-way',
        '--no-only-charging',
        '--battery-floor',
        '0',
        '--threads',
        String(threadsEach),
        '--data',
        join(scratch, 'devices'),
        '--json',
      ];
      devices.push(startProgram(args));
    }
    await Promise.all(devices.map((device) => device.line((line) => line.includes('"started"'))));
    await waitUntilConnected(client, signal);
    return { client, url, threadsEach, killSecond: () => devices[1]?.kill('SIGKILL'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function waitUntilConnected(client: Client, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
  for (;;) {
    limit.throwIfAborted();
    const devices = await client.call('devices', { signal: limit });
    if (devices.filter((device) => device.connected).length >= DEVICE_NAMES.length) return;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}
