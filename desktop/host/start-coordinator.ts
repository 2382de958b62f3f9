// Makes this process the coordinator. The only place where native programs reach into server/, and only when they are to serve.
import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CoveyError } from '../../shared/contract/errors.ts';
import { findCoordinator, hasSilentCoordinator } from './owner-connection.ts';
import { appDir, deviceBundle, kernelsDir, readVersion } from './places.ts';
import { Problem } from './problem.ts';

export const loadServer = () => import('../../server/main.ts');
type Server = Awaited<ReturnType<typeof loadServer>>;
export type RunningCoordinator = Awaited<ReturnType<Server['startCoordinator']>>;
export type TlsChoice = NonNullable<Parameters<Server['startCoordinator']>[0]['tls']>;
export type CoordinatorLog = Parameters<Server['startCoordinator']>[0]['log'];

export interface CoordinatorPlace {
  port: number;
  host: string;
  dataDir: string;
  publicUrl?: string;
  trustProxy?: string;
  tunnel?: boolean;
  discovery?: boolean;
  withPages: boolean;
  /** Where what is built lies; left out: in this clone. */
  built?: { appDir: string; kernelsDir: string; deviceBundle?: string; version: string };
  /** Left out: http alone. */
  tls?: TlsChoice;
  /** Names under which it is asked for, besides its own. */
  allowHosts?: readonly string[];
  log: CoordinatorLog;
  /** Called once when the directory's former coordinator lives but does not answer, and its time must run out first. */
  onWait?: () => void;
  /** Ends that waiting. */
  signal?: AbortSignal;
}

/** Longer than a coordinator that does not renew its claim keeps it. */
const TAKEOVER_MS = 20_000;
const LOOK_AGAIN_MS = 500;

/** @throws Problem when one runs on the data directory already, CoveyError when the port is busy. */
export async function startCoordinator({
  withPages,
  built = { appDir, kernelsDir, deviceBundle, version: readVersion() },
  onWait,
  signal,
  ...place
}: CoordinatorPlace): Promise<RunningCoordinator> {
  await mkdir(place.dataDir, { recursive: true, mode: 0o700 });
  const running = await findCoordinator(place.dataDir);
  if (running)
    throw new Problem(
      'already-running',
      `a coordinator already runs on ${place.dataDir}: ${running.url} (process ${running.pid})`,
      'Use that one, stop it first, or choose another directory with --data.',
    );
  const server = await loadServer();
  const began = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await server.startCoordinator({
        ...place,
        kernelsDir: built.kernelsDir,
        appDir: withPages ? built.appDir : null,
        ...(built.deviceBundle !== undefined && { deviceBundle: built.deviceBundle }),
        version: built.version,
      });
    } catch (error) {
      const inUse = error instanceof CoveyError && error.code === 'wrong-state' && error.cause === undefined;
      if (!inUse || performance.now() - began > TAKEOVER_MS || !(await hasSilentCoordinator(place.dataDir)))
        throw error;
    }
    if (attempt === 0) onWait?.();
    await wait(LOOK_AGAIN_MS, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
}
