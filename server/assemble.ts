// Builds the coordinator's parts and joins them; nothing is started here. `main.ts` listens with the result, Vite mounts it in development.
import { performance } from 'node:perf_hooks';
import type { Server as HttpServer } from 'node:http';
import type { Address } from '../shared/contract/http-api.ts';
import { CoveyError } from '../shared/contract/errors.ts';
import { ServerId } from '../shared/contract/ids.ts';
import { makeAttemptsLimit } from './auth/attempts-limit.ts';
import type { ClientOf } from './auth/client-of.ts';
import { type Invites, makeInvites } from './auth/invites.ts';
import { makeOwnerSessions, type OwnerSessions } from './auth/owner-sessions.ts';
import { loadOwnerToken } from './auth/owner-token.ts';
import { makeDiskBlobs } from './blobs/disk/disk-blobs.ts';
import { makeCompute } from './compute/compute.ts';
import { type CoordinatorOptions, DEFAULT_TERM_MS, DEFAULT_TICK_MS, RENEW_MS } from './config.ts';
import { type Coordinator, makeCoordinator } from './coordinator.ts';
import { blobsDir } from './data-directory.ts';
import { makeApi } from './http/api.ts';
import { readSession, sessionFromHeader } from './http/cookies.ts';
import { makeJobHandlers } from './http/job-handlers.ts';
import { loadPageHandler, type NodeHandler } from './http/page-handler.ts';
import { makePartHandlers } from './http/part-handlers.ts';
import { makeRequestHandler } from './http/request-handler.ts';
import { makeSessionHandlers } from './http/session-handlers.ts';
import { makeSwarmHandlers } from './http/swarm-handlers.ts';
import { loadKernelScripts } from './kernel-scripts.ts';
import { makeGarbageCollection } from './maintenance/collect-garbage.ts';
import { makePlans } from './plans.ts';
import { makeDeviceLink } from './realtime/device-link.ts';
import { type Gateway, openGateway } from './realtime/gateway.ts';
import { makeViewerFeed } from './realtime/viewer-feed.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';

export interface Assembled {
  coordinator: Coordinator;
  handler: NodeHandler;
  serverId(): ServerId;
  sessions(): OwnerSessions;
  invites(): Invites;
  /** The one swarm of a new data directory. */
  firstSwarm(): number;
  /** Attaches Socket.IO to a listener. */
  attach(http: HttpServer): Gateway;
  /** Opens the store and starts what runs by itself. @throws CoveyError when the data directory is in use. */
  start(claim: { holder: string; force: boolean }): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when another coordinator took over. */
  fenced: Promise<void>;
}

/** `withPages` false leaves everything but the API to `next` (development). */
export async function assemble(
  options: CoordinatorOptions,
  addresses: () => Address[],
  withPages: boolean,
  clientOf: ClientOf,
): Promise<Assembled> {
  const now = () => performance.now();
  const utc = () => Date.now();
  const { log, dataDir } = options;
  const blobs = makeDiskBlobs(blobsDir(dataDir));
  const scripts = await loadKernelScripts(options.kernelsDir, blobs);
  const ownerToken = await loadOwnerToken(dataDir);
  const plans = makePlans();
  const started = {
    serverId: null as ServerId | null,
    sessions: null as OwnerSessions | null,
    invites: null as Invites | null,
    fenced: false,
    holder: '',
    force: false,
  };
  const fence = Promise.withResolvers<void>();

  const needed = <T>(value: T | null): T => {
    if (value === null) throw new CoveyError('stopping', 'the coordinator is not running yet');
    return value;
  };
  const serverId = () => needed(started.serverId);
  const sessions = () => needed(started.sessions);
  const invites = () => needed(started.invites);

  const link = makeDeviceLink({
    coordinator: () => coordinator,
    plans,
    blobs,
    serverId,
    clientOf,
    log,
  });
  const compute = makeCompute({
    coordinator: () => coordinator,
    plans,
    blobsDir: blobsDir(dataDir),
    threads: options.computeThreads ?? 2,
    log,
  });
  const feed = makeViewerFeed({
    coordinator: () => coordinator,
    serverId,
    isRunning: () => coordinator.isRunning(),
    swarmOf: (socket) => {
      const token: unknown = socket.handshake.auth.token;
      if (typeof token === 'string') return sessions().isOwnerToken(token) ? firstSwarm() : null;
      const cookie = sessionFromHeader(socket.handshake.headers.cookie, serverId());
      return cookie ? sessions().swarmOf(cookie) : null;
    },
    now,
    utc,
    startedAt: utc(),
  });
  const coordinator: Coordinator = makeCoordinator({
    openStore: () => openSqliteStore(dataDir, { synchronous: options.synchronous ?? 'FULL' }),
    plans,
    devices: link,
    compute,
    log,
    now,
    utc,
    claim: () => ({
      holder: started.holder,
      force: started.force,
      termMs: options.termMs ?? DEFAULT_TERM_MS,
    }),
    tickMs: options.tickMs ?? DEFAULT_TICK_MS,
    renewMs: RENEW_MS,
    onNote: ({ swarm, text, tone }) => {
      log(tone === 'warning' ? 'warn' : 'info', text);
      feed.note(swarm, text, tone);
    },
    onFenced: () => {
      started.fenced = true;
      fence.resolve();
    },
  });
  const firstSwarm = () => needed([...coordinator.scheduler.state.swarms.keys()][0] ?? null);
  const garbage = makeGarbageCollection({
    blobs,
    store: () => coordinator.store,
    inUse: () => [
      ...scripts.all(),
      ...[...coordinator.scheduler.state.jobs.values()].map((job) => job.row.script),
    ],
    utc,
    log,
  });

  const bearer = (header: string | undefined) => /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
  const api = makeApi(
    {
      ...makeSessionHandlers({
        coordinator: () => coordinator,
        serverId,
        sessions,
        invites,
        limit: makeAttemptsLimit(utc),
        clientOf,
        version: options.version,
        isFenced: () => started.fenced,
        log,
      }),
      ...makeSwarmHandlers({ coordinator: () => coordinator, invites, serverId, addresses, now }),
      ...makeJobHandlers({
        coordinator: () => coordinator,
        plans,
        blobs,
        scripts,
        split: compute.split,
        now,
      }),
      ...makePartHandlers({
        blobs,
        mayRead: link.mayRead,
        hasWork: (device) => (coordinator.scheduler.state.devices.get(device)?.leases.size ?? 0) > 0,
      }),
    },
    {
      ownerSwarm: (context) => {
        const token = bearer(context.req.header('authorization'));
        if (token !== undefined) return sessions().isOwnerToken(token) ? firstSwarm() : null;
        const cookie = readSession(context, serverId());
        return cookie ? sessions().swarmOf(cookie) : null;
      },
      deviceOf: (context) => link.deviceOfToken(bearer(context.req.header('authorization')) ?? ''),
    },
    log,
  );
  const handler = makeRequestHandler(api, withPages ? await loadPageHandler(options.appDir) : null, clientOf);
  let gateway: Gateway | null = null;

  return {
    coordinator,
    handler,
    serverId,
    sessions,
    invites,
    firstSwarm,
    fenced: fence.promise,
    attach(http) {
      gateway = openGateway(http, withPages, clientOf);
      link.attach(gateway.devices);
      feed.attach(gateway.viewers);
      return gateway;
    },
    async start({ holder, force }) {
      started.holder = holder;
      started.force = force;
      const opened = await coordinator.start();
      started.serverId = ServerId.parse(opened.serverId);
      const persist = coordinator.persist;
      started.sessions = makeOwnerSessions({
        ownerToken,
        swarm: firstSwarm(),
        sessions: opened.sessions,
        utc,
        persist,
      });
      started.invites = makeInvites(opened.invites, utc, persist);
      await blobs.sweep(utc() - 24 * 3_600_000);
      garbage.start();
    },
    async stop() {
      await garbage.stop();
      feed.stop();
      link.closeAll('stopping');
      await compute.stop();
      await coordinator.stop();
      link.stop();
      await gateway?.close();
    },
  };
}
