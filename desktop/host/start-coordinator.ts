// Makes this process the coordinator. The only place where native programs reach into server/, and only when they are to serve.
import { mkdir } from 'node:fs/promises';
import { findCoordinator } from './owner-connection.ts';
import { appDir, kernelsDir, readVersion } from './places.ts';
import { Problem } from './problem.ts';

const loadServer = () => import('../../server/main.ts');
type Server = Awaited<ReturnType<typeof loadServer>>;
export type RunningCoordinator = Awaited<ReturnType<Server['startCoordinator']>>;
export type CoordinatorLog = Parameters<Server['startCoordinator']>[0]['log'];

export interface CoordinatorPlace {
  port: number;
  host: string;
  dataDir: string;
  withPages: boolean;
  log: CoordinatorLog;
}

/** @throws Problem when one runs on the data directory already, CoveyError when the port is busy. */
export async function startCoordinator({
  withPages,
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
  return server.startCoordinator({
    ...place,
    kernelsDir,
    appDir: withPages ? appDir : null,
    version: readVersion(),
  });
}
