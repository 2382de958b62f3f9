// A coordinator for one job: inside this process, on a free loopback port, in a directory of its own below the data directory (on the same
// disk, because inputs are copied there), with this machine as its one device. Nothing of it is left afterwards.
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../shared/client/connect.ts';
import { findCoordinator } from './owner-connection.ts';
import { startOwnDevice } from './own-device.ts';
import { defaultName } from './places.ts';
import { Problem } from './problem.ts';
import { startCoordinator, type CoordinatorLog, type RunningCoordinator } from './start-coordinator.ts';

export interface TemporaryCoordinator {
  client: Client;
  /** Aborted with the reason when it cannot go on. */
  failed: AbortSignal;
  stop(): Promise<void>;
}

export interface TemporaryOptions {
  dataDir: string;
  threads: number;
  throttle?: number;
  log: CoordinatorLog;
  warn: (text: string) => void;
}

export async function startTemporaryCoordinator(options: TemporaryOptions): Promise<TemporaryCoordinator> {
  const runs = join(options.dataDir, 'runs');
  await removeLeftovers(runs);
  const dataDir = join(runs, `${process.pid}-${randomBytes(4).toString('hex')}`);
  const coordinator = await startCoordinator({
    port: 0,
    host: '127.0.0.1',
    dataDir,
    withPages: false,
    log: options.log,
  });
  const found = await findCoordinator(dataDir);
  if (!found)
    throw new Problem(
      'internal',
      `the coordinator that was started in ${dataDir} does not answer`,
      'Run it again with COVEY_DEBUG=1 and report what it prints.',
    );
  const failed = new AbortController();
  const device = startOwnDevice({
    order: {
      url: coordinator.url,
      name: defaultName(),
      dataDir: join(dataDir, 'own-device'),
      // somebody waits for this job: only what they say now holds it back
      limits: {
        threads: options.threads,
        ...(options.throttle !== undefined && { throttle: options.throttle }),
        onlyCharging: false,
        batteryFloor: 0,
        giveWay: false,
      },
    },
    makeToken: async () => (await coordinator.createInvite({ uses: 1, minutes: 1 })).token,
    onTrouble: options.warn,
  });
  device.started.catch((error: unknown) => failed.abort(error));
  return {
    client: found.client,
    failed: failed.signal,
    stop: async () => {
      await device.stop();
      await stopAndRemove(coordinator, dataDir);
    },
  };
}

async function stopAndRemove(coordinator: RunningCoordinator, dataDir: string): Promise<void> {
  await coordinator.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
}

/** What runs that were killed left behind. A directory begins with the number of its process. */
async function removeLeftovers(runs: string): Promise<void> {
  for (const name of await readdir(runs).catch(() => [])) {
    const pid = Number.parseInt(name, 10);
    if (!Number.isSafeInteger(pid) || isAlive(pid)) continue;
    await rm(join(runs, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
