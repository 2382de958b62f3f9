// How a program on this machine reaches a coordinator as its owner: by address and token, or through the data directory, in which the
// running coordinator leaves its address and the owner's token. The address is believed only after a health check.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClientError } from '../../shared/client/client-error.ts';
import { connect, type Client } from '../../shared/client/connect.ts';
import type { ClientPlatform } from '../../shared/client/platform.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { pinCoordinator } from '../../shared/platform/node/pinned-tls.ts';
import { Problem } from './problem.ts';

const HEALTH_MS = 2_000;

export const nodePlatform: ClientPlatform = {
  fetch: (url, init) => fetch(url, init),
  // Off the main thread, unlike node:crypto's hash.
  sha256: async (bytes) =>
    Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex'),
};

export interface Target {
  url?: string | undefined;
  token?: string | undefined;
  /** What the SHA-256 of the root at `url` begins with. */
  pin?: string;
  /** Absolute. */
  dataDir: string;
}

/** The coordinator that runs on a data directory, or null when none answers. */
export async function findCoordinator(
  dataDir: string,
): Promise<{ url: string; pid: number; client: Client } | null> {
  const resident = await readResident(dataDir);
  if (!resident || !(await isHealthy(resident))) return null;
  const file = join(dataDir, 'owner-token');
  const token = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Problem(
      'not-signed-in',
      `${file} cannot be read: ${error.message}`,
      'Run this as the user who runs `covey serve`, or give --url and --token.',
    );
  });
  return { ...resident, client: connect({ url: resident.url, token: token.trim() }, nodePlatform) };
}

/** @throws Problem or CoveyError that says how to name a coordinator. */
export async function connectAsOwner(target: Target): Promise<Client> {
  const found =
    target.url === undefined || target.token === undefined ? await findCoordinator(target.dataDir) : null;
  if (target.url === undefined) {
    if (found) return found.client;
    throw new Problem(
      'no-coordinator',
      `no coordinator is running on ${target.dataDir}`,
      'Start one with `covey serve`, or name one with --url and --token.',
    );
  }
  const { url, fetch } =
    target.pin === undefined
      ? { url: target.url, ...nodePlatform }
      : await pinCoordinator(target.url, target.pin);
  const client = connect(
    { url, ...(target.token === undefined ? {} : { token: target.token }) },
    { ...nodePlatform, fetch },
  );
  if (target.token !== undefined) return client;
  // Without a token it can only be the one whose token lies on this machine.
  if (found && new URL(found.url).origin === client.url) return found.client;
  throw new CoveyError(
    'not-signed-in',
    `${client.url} needs the owner's token; give it with --token or COVEY_TOKEN`,
  );
}

/** Whether a process that is said to be the coordinator of the directory lives, whatever it answers. */
export async function hasSilentCoordinator(dataDir: string): Promise<boolean> {
  const resident = await readResident(dataDir);
  if (!resident) return false;
  try {
    process.kill(resident.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return !(await isHealthy(resident));
}

async function readResident(dataDir: string): Promise<{ url: string; pid: number } | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(dataDir, 'coordinator.json'), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { url, pid } = parsed as Record<string, unknown>;
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : null;
  } catch {
    return null; // none there, or torn by a crash
  }
}

/** Another program may have the port by now, so the answer must come from the process that the file names. */
async function isHealthy({ url, pid }: { url: string; pid: number }): Promise<boolean> {
  try {
    const health = await connect({ url }, nodePlatform).call('health', { timeoutMs: HEALTH_MS });
    return health.pid === pid && !health.fenced;
  } catch (error) {
    if (error instanceof ClientError || error instanceof CoveyError) return false;
    throw error;
  }
}
