// The coordinator inside Vite's development server: the same listener, the same handler, only the pages come from Vite.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { listAddresses } from './addresses.ts';
import { assemble } from './assemble.ts';
import { believeNobody } from './auth/client-of.ts';
import {
  isDead,
  prepareDataDirectory,
  readResident,
  writeResident,
  leaveDataDirectory,
} from './data-directory.ts';
import type { NodeHandler } from './http/page-handler.ts';
import { makeLog } from './observe/log.ts';
import { noTls } from './tls/start-tls.ts';

/** @returns how to stop it. */
export async function mountInVite(
  http: Server,
  middlewares: { use(handler: NodeHandler): unknown },
): Promise<() => Promise<void>> {
  const dataDir = process.env.COVEY_DATA ?? join(process.cwd(), '.covey-dev');
  const log = makeLog();
  await prepareDataDirectory(dataDir);
  const portOf = () => (http.address() as AddressInfo | null)?.port ?? 5173;
  const options = {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    kernelsDir: join(process.cwd(), 'build/kernels'),
    appDir: null,
    version: 'dev',
    log,
    allowHosts: (process.env.COVEY_ALLOW_HOST ?? '').split(/[\s,]+/).filter((name) => name !== ''),
  };
  const place = {
    addresses: () => listAddresses('0.0.0.0', portOf()),
    tls: () => noTls,
    clientOf: believeNobody(),
    names: () => [],
  };
  const assembled = await assemble(options, place, false);
  const former = await readResident(dataDir);
  await assembled.start({
    holder: `vite (pid ${process.pid})`,
    force: former === null || isDead(former.pid) || former.pid === process.pid,
  });
  middlewares.use(assembled.handler);
  assembled.attach(http);
  const announce = async () => {
    await writeResident(dataDir, {
      url: `http://localhost:${portOf()}`,
      pid: process.pid,
      startedAt: Date.now(),
    });
    // shown, not logged: it is a secret
    process.stdout.write(
      `sign in as owner: http://localhost:${portOf()}/setup#s=${assembled.access().links.make(null).token}\n`,
    );
  };
  if (http.listening) await announce();
  else http.once('listening', () => void announce());
  return async () => {
    await leaveDataDirectory(dataDir, process.pid);
    await assembled.stop();
  };
}
