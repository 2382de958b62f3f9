// The coordinator. Start reading here: parts are built (assemble.ts), started in order, and stopped in reverse.
//   data directory → store → compute, sessions, invites → listener
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CoveyError } from '../shared/contract/errors.ts';
import type { Address, NewInvite } from '../shared/contract/http-api.ts';
import { listAddresses } from './addresses.ts';
import { assemble, type Assembled } from './assemble.ts';
import { rememberClients } from './auth/client-of.ts';
import { ownerTokenFile } from './auth/owner-token.ts';
import type { CoordinatorOptions } from './config.ts';
import {
  isDead,
  leaveDataDirectory,
  prepareDataDirectory,
  readResident,
  writeResident,
} from './data-directory.ts';
import { joinUrl } from './http/swarm-handlers.ts';
import { keepRenewed, type Renewal } from './tls/acme/keep-renewed.ts';
import { prepareWaysIn, type WaysIn, type WaysInView } from './ways-in.ts';

// for the command line, which works on the files of a data directory also while nothing runs on it
export { obtainCertificate } from './tls/acme/obtain-certificate.ts';

export interface RunningCoordinator {
  /** For programs and the browser on this computer. */
  url: string;
  /** As they are now. */
  readonly addresses: Address[];
  readonly waysIn: WaysInView;
  dataDir: string;
  ownerTokenFile: string;
  /** A fresh link that makes whoever opens it the owner; good once, for 15 minutes. */
  makeSetupUrl(): string;
  createInvite(options: { uses: number; minutes: number }): Promise<NewInvite>;
  /** Resolves when another coordinator took over the data directory; nothing is served any more. */
  fenced: Promise<void>;
  /** Drains: everything taken is on disk before it resolves. Idempotent. */
  stop(): Promise<void>;
}

/** @throws CoveyError when the port is busy, the data directory is in use, or a setting cannot be used. */
export async function startCoordinator(options: CoordinatorOptions): Promise<RunningCoordinator> {
  await prepareDataDirectory(options.dataDir);
  const waysIn = await prepareWaysIn(options);
  const http = createServer();
  const where = { port: options.port };
  const addresses = () => waysIn.withOuter(listAddresses(options.host, where.port));
  const assembled = await assemble(options, addresses, true, rememberClients(waysIn.trust));
  try {
    const former = await readResident(options.dataDir);
    const holder = `port ${options.port || 'unknown'}, pid ${process.pid}`;
    await assembled.start({ holder, force: former !== null && isDead(former.pid) });
    http.on('request', (request, response) => assembled.handler(request, response, () => notFound(response)));
    assembled.attach(http);
    // last, so that whoever connects is served: a request before that would hang until its sender gives up
    where.port = await listen(http, options);
  } catch (error) {
    await assembled.stop();
    throw error;
  }
  const url = `http://localhost:${where.port}`;
  await writeResident(options.dataDir, { url, pid: process.pid, startedAt: Date.now() });
  options.log('info', 'the coordinator is running', { url, data: options.dataDir });
  await waysIn.open({
    port: where.port,
    serverId: assembled.serverId(),
    tls: () => ({ https: false, fingerprint: null }),
  });
  const renewal = keepRenewed({ dataDir: options.dataDir, log: options.log });
  void renewal.look();
  return describe({ assembled, http, options, url, addresses, waysIn, renewal });
}

interface Running {
  assembled: Assembled;
  http: Server;
  options: CoordinatorOptions;
  url: string;
  addresses(): Address[];
  waysIn: WaysIn;
  renewal: Renewal;
}

function describe({
  assembled,
  http,
  options,
  url,
  addresses,
  waysIn,
  renewal,
}: Running): RunningCoordinator {
  let stopping: Promise<void> | null = null;
  async function stop(): Promise<void> {
    await leaveDataDirectory(options.dataDir, process.pid);
    await Promise.all([waysIn.stop(), renewal.stop()]);
    const closed = close(http);
    await assembled.stop();
    await closed;
    options.log('info', 'the coordinator has stopped');
  }
  return {
    url,
    get addresses() {
      return addresses();
    },
    get waysIn() {
      return waysIn.view();
    },
    dataDir: options.dataDir,
    ownerTokenFile: ownerTokenFile(options.dataDir),
    makeSetupUrl: () => `${url}/setup#s=${assembled.sessions().makeSetupToken()}`,
    async createInvite(wanted) {
      const { view, code, token } = await assembled
        .invites()
        .create({ swarm: assembled.firstSwarm(), ...wanted });
      return { ...view, code, token, joinUrl: joinUrl(addresses(), token) };
    },
    fenced: assembled.fenced,
    stop: () => (stopping ??= stop()),
  };
}

async function listen(http: Server, { port, host }: CoordinatorOptions): Promise<number> {
  http.requestTimeout = 0; // an upload over a slow phone takes as long as it takes
  http.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const [reason, hint] =
        error.code === 'EADDRINUSE'
          ? [`port ${port} is in use by another program`, 'Choose another one with --port.']
          : [`cannot listen on ${host}:${port}: ${error.message}`, 'Correct --host and --port.'];
      reject(new CoveyError('wrong-state', reason, { cause: error, hint }));
    });
    http.listen(port, host, resolve);
  });
  return (http.address() as AddressInfo).port;
}

function close(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}

function notFound(response: import('node:http').ServerResponse): void {
  response.statusCode = 404;
  response.end();
}
