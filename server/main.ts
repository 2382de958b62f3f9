// The coordinator. Start reading here: parts are built (assemble.ts), started in order, and stopped in reverse.
//   data directory → store → compute, people and ways in → certificate → listener
import { localName } from '../shared/contract/discovery.ts';
import { CoveyError } from '../shared/contract/errors.ts';
import type { Address, NewInvite } from '../shared/contract/http-api.ts';
import type { TlsView } from '../shared/contract/tls.ts';
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
import { LISTENER_OPTIONS, limitConnections, limitRequests } from './http/doors/listener-limits.ts';
import { describeChange } from './http/note.ts';
import { joinUrl } from './http/swarm-handlers.ts';
import { keepRenewed, type Renewal } from './tls/acme/keep-renewed.ts';
import { withSecureUrls } from './tls/secure-addresses.ts';
import { makeOnePort, type OnePort } from './tls/one-port.ts';
import { type RunningTls, startTls } from './tls/start-tls.ts';
import { prepareWaysIn, type WaysIn, type WaysInView } from './ways-in.ts';

// for the command line, which works on the files of a data directory also while nothing runs on it
export { obtainCertificate } from './tls/acme/obtain-certificate.ts';
export { removeAuthority, renewAuthority, showAuthority } from './tls/authority/steer-authority.ts';

export interface RunningCoordinator {
  /** For programs and the browser on this computer. */
  url: string;
  /** As they are now. */
  readonly addresses: Address[];
  readonly tls: TlsView;
  readonly waysIn: WaysInView;
  dataDir: string;
  ownerTokenFile: string;
  /** A fresh link that signs whoever opens it in as the first person of this coordinator; good once, for 15 minutes. */
  makeSetupUrl(): string;
  createInvite(options: { uses: number; minutes: number }): Promise<NewInvite>;
  /** Resolves when another coordinator took over the data directory; nothing is served any more. */
  fenced: Promise<void>;
  /** Drains: everything taken is on disk before it resolves. Idempotent. */
  stop(): Promise<void>;
}

/** @throws CoveyError when the port is busy, the data directory is in use, or a setting or certificate cannot be used. */
export async function startCoordinator(options: CoordinatorOptions): Promise<RunningCoordinator> {
  await prepareDataDirectory(options.dataDir);
  const waysIn = await prepareWaysIn(options);
  const onePort = makeOnePort({
    limits: {
      serverOptions: LISTENER_OPTIONS,
      limitRequests,
      // behind a proxy everybody has the proxy's address, through a tunnel this computer's
      limitConnections: (front) =>
        limitConnections(front, {
          byAddress: options.trustProxy === undefined,
          spareLoopback: options.tunnel === true,
        }),
    },
  });
  const started: { port: number; tls: RunningTls | null } = { port: options.port, tls: null };
  const tls = (): RunningTls => {
    if (!started.tls) throw new CoveyError('stopping', 'the coordinator is not running yet');
    return started.tls;
  };
  const addresses = () =>
    waysIn.withOuter(withSecureUrls(listAddresses(options.host, started.port), started.port, tls().view()));
  const clientOf = rememberClients(waysIn.trust);
  const assembled = await assemble(options, { addresses, tls, clientOf, names: waysIn.names }, true);
  try {
    const former = await readResident(options.dataDir);
    const holder = `port ${options.port || 'unknown'}, pid ${process.pid}`;
    await assembled.start({ holder, force: former !== null && isDead(former.pid) });
    // once the directory is ours alone: two coordinators that start at once must not both make an authority in it
    started.tls = await startTls({
      choice: options.tls ?? { kind: 'none' },
      discoveryName: localName(assembled.serverId()),
      dataDir: options.dataDir,
      port: onePort,
      log: options.log,
    });
    onePort.http.on('request', (request, response) =>
      assembled.handler(request, response, () => notFound(response)),
    );
    assembled.attach(onePort.http);
    // last, so that whoever connects is served: a request before that would hang until its sender gives up
    started.port = await listen(onePort, options);
  } catch (error) {
    await started.tls?.stop();
    await assembled.stop();
    throw error;
  }
  const url = `http://localhost:${started.port}`;
  await writeResident(options.dataDir, { url, pid: process.pid, startedAt: Date.now() });
  options.log('info', 'the coordinator is running', { url, data: options.dataDir });
  await waysIn.open({ port: started.port, serverId: assembled.serverId(), tls: () => tls().view() });
  const renewal = keepRenewed({ dataDir: options.dataDir, log: options.log });
  void renewal.look();
  return describe({ assembled, onePort, options, url, addresses, tls: started.tls, waysIn, renewal });
}

interface Running {
  assembled: Assembled;
  onePort: OnePort;
  options: CoordinatorOptions;
  url: string;
  addresses(): Address[];
  tls: RunningTls;
  waysIn: WaysIn;
  renewal: Renewal;
}

function describe(running: Running): RunningCoordinator {
  const { assembled, onePort, options, url, addresses, tls, waysIn, renewal } = running;
  let stopping: Promise<void> | null = null;
  async function stop(): Promise<void> {
    await leaveDataDirectory(options.dataDir, process.pid);
    await Promise.all([waysIn.stop(), renewal.stop()]);
    onePort.stopAccepting();
    await tls.stop();
    await assembled.stop();
    await onePort.close();
    options.log('info', 'the coordinator has stopped');
  }
  return {
    url,
    get addresses() {
      return addresses();
    },
    get tls() {
      return tls.view();
    },
    get waysIn() {
      return waysIn.view();
    },
    dataDir: options.dataDir,
    ownerTokenFile: ownerTokenFile(options.dataDir),
    makeSetupUrl: () => `${url}/setup#s=${assembled.access().links.make(null).token}`,
    async createInvite(wanted) {
      const { invites, ledger } = assembled.access();
      const swarm = assembled.firstSwarm();
      const wish = { ...wanted, approve: false };
      const { view, code, token, changes } = invites.prepare({ swarm, ...wish });
      const made = assembled.audit.done({
        action: 'invite-made',
        swarm,
        actor: 'this computer',
        target: view.id,
        detail: describeChange(wish),
      });
      await ledger.commit([...changes, made]);
      return { ...view, code, token, joinUrl: joinUrl(addresses(), token) };
    },
    fenced: assembled.fenced,
    stop: () => (stopping ??= stop()),
  };
}

async function listen(onePort: OnePort, { port, host }: CoordinatorOptions): Promise<number> {
  try {
    return await onePort.listen(port, host);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [reason, hint] =
      code === 'EADDRINUSE'
        ? [`port ${port} is in use by another program`, 'Choose another one with --port.']
        : [`cannot listen on ${host}:${port}: ${message}`, 'Correct --host and --port.'];
    throw new CoveyError('wrong-state', reason, { cause: error, hint });
  }
}

function notFound(response: import('node:http').ServerResponse): void {
  response.statusCode = 404;
  response.end();
}
