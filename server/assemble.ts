// Builds the coordinator's parts and joins them; nothing is started here. `main.ts` listens with the result, Vite mounts it in development.
import { performance } from 'node:perf_hooks';
import type { Server as HttpServer } from 'node:http';
import type { Address } from '../shared/contract/http-api.ts';
import { CoveyError } from '../shared/contract/errors.ts';
import { ServerId } from '../shared/contract/ids.ts';
import { type Access, makeAccess } from './auth/access.ts';
import { makeAttempts } from './auth/attempts.ts';
import type { ClientOf } from './auth/client-of.ts';
import { type AuditLog, makeAuditLog } from './auth/audit/audit-log.ts';
import { loadOwnerToken } from './auth/owner-token.ts';
import { makeDiskBlobs } from './blobs/disk/disk-blobs.ts';
import { makeCompute } from './compute/compute.ts';
import { type CoordinatorOptions, DEFAULT_TERM_MS, DEFAULT_TICK_MS, RENEW_MS } from './config.ts';
import { type Coordinator, makeCoordinator } from './coordinator.ts';
import { blobsDir } from './data-directory.ts';
import { makeAdmission } from './http/admission.ts';
import { makeAllHandlers } from './http/all-handlers.ts';
import { makeApi } from './http/api.ts';
import { makeBundleReader } from './http/device-bundle-handlers.ts';
import { makeDoors } from './http/doors/doors.ts';
import { makeLinkOrigin } from './http/people/link-origin.ts';
import { loadPageHandler, type NodeHandler } from './http/page-handler.ts';
import { makeRequestHandler } from './http/request-handler.ts';
import { loadKernelScripts } from './kernel-scripts.ts';
import { makeGarbageCollection } from './maintenance/collect-garbage.ts';
import { makeForgetting } from './maintenance/forget-old.ts';
import { makeTaskStream, type TaskStream } from './observe/stream/watch-chunks.ts';
import { makePlans } from './plans.ts';
import { makeDeviceLink } from './realtime/device-link.ts';
import { type Gateway, openGateway } from './realtime/gateway.ts';
import { makeMessageLimits } from './realtime/message-limits.ts';
import { makeViewerFeed } from './realtime/viewer-feed.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { makeMobileConfig } from './tls/authority/mobile-config.ts';
import type { RunningTls } from './tls/start-tls.ts';

export interface Assembled {
  coordinator: Coordinator;
  handler: NodeHandler;
  access(): Access;
  audit: AuditLog;
  serverId(): ServerId;
  /** What devices did lately, for screens. */
  stream: TaskStream;
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

/** Where this coordinator is, as far as the listener knows. */
interface Place {
  addresses(): Address[];
  tls(): RunningTls;
  /** Who asks, how and under which name. */
  clientOf: ClientOf;
  /** Names under which it is asked for, besides its own; they may change. */
  names(): readonly string[];
}

/** `withPages` false leaves everything but the API to `next` (development). */
export async function assemble(
  options: CoordinatorOptions,
  place: Place,
  withPages: boolean,
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
    access: null as Access | null,
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
  const access = () => needed(started.access);
  const { clientOf } = place;
  const audit = makeAuditLog({ utc, persist: (changes) => coordinator.persist(changes) });

  const link = makeDeviceLink({
    coordinator: () => coordinator,
    plans,
    blobs,
    serverId,
    clientOf,
    makeHandover: (device) => access().handovers.make(device),
    leave: (device, address) => {
      const row = coordinator.scheduler.state.devices.get(device)?.row;
      if (!row) return Promise.resolve();
      coordinator.dispatch({ type: 'deviceForgotten', device });
      const { swarm, name } = row;
      return coordinator.persist([
        audit.done({ action: 'device-left', swarm, actor: name, target: row.id, address }),
      ]);
    },
    onRefused({ code, message }, address) {
      doors.refused(code, address, 'a device was refused', { code, reason: message });
      // a device that was forgotten comes back again and again; who does not have the key it claims is somebody else
      if (code === 'bad-signature')
        audit.refused({ action: 'device-refused', swarm: null, actor: 'somebody', address, detail: message });
    },
    log,
  });
  const compute = makeCompute({
    coordinator: () => coordinator,
    plans,
    blobsDir: blobsDir(dataDir),
    threads: options.computeThreads ?? 2,
    log,
  });
  const stream = makeTaskStream();
  const feed = makeViewerFeed({
    stream,
    coordinator: () => coordinator,
    serverId,
    isRunning: () => coordinator.isRunning(),
    whoWatches: (socket) => admission.whoWatches(socket.request, socket.handshake.auth),
    onRefused: ({ message: detail }, { request }, who) =>
      audit.refused({
        action: 'viewer-refused',
        swarm: who?.swarm ?? null,
        actor: who?.name ?? 'somebody',
        address: clientOf(request).address,
        detail,
      }),
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
    watch: (scheduler) => stream.watch(scheduler),
    onNote: ({ swarm, text, tone }) => {
      log(tone === 'warning' ? 'warn' : 'info', text);
      feed.note(swarm, text, tone);
    },
    onFenced: () => {
      started.fenced = true;
      fence.resolve();
    },
  });
  const swarms = () => [...coordinator.scheduler.state.swarms.values()].map((swarm) => swarm.row);
  const firstSwarm = () => needed(swarms()[0]?.number ?? null);
  const attempts = makeAttempts();
  const admission = makeAdmission({
    access,
    serverId,
    audit,
    clientOf,
    deviceOfToken: link.deviceOfToken,
    attempts,
  });

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
  const forgetting = makeForgetting({
    coordinator: () => coordinator,
    expiring: () => access().ledger.now,
    commit: (changes) => access().ledger.commit(changes),
    audit,
    utc,
    log,
  });

  const doors = makeDoors(options, place);
  const messages = makeMessageLimits(
    clientOf,
    (from, kind) => doors.refused('flood', from, 'a connection said more than it may', { kind }),
    options.trustProxy === undefined,
  );
  const handlers = makeAllHandlers({
    coordinator: () => coordinator,
    access,
    serverId,
    version: options.version,
    isFenced: () => started.fenced,
    addresses: place.addresses,
    audit,
    attempts,
    store: () => coordinator.store,
    plans,
    blobs,
    scripts,
    split: compute.split,
    compose: compute.compose,
    mayRead: link.mayRead,
    reserve: link.reserve,
    deviceBundle: {
      read: makeBundleReader(options.deviceBundle ?? null),
      originOf: makeLinkOrigin(place.addresses),
    },
    tls: { view: () => place.tls().view(), root: () => place.tls().root(), makeMobileConfig },
    now,
    utc,
    log,
  });
  const api = makeApi(handlers, admission, log);
  const handler = makeRequestHandler(api, withPages ? await loadPageHandler(options.appDir) : null, clientOf);
  let gateway: Gateway | null = null;

  return {
    coordinator,
    handler,
    serverId,
    access,
    audit,
    stream,
    firstSwarm,
    fenced: fence.promise,
    attach(http) {
      gateway = openGateway(http, withPages, messages);
      link.attach(gateway.devices);
      feed.attach(gateway.viewers);
      // last: in front of everything that listens by now
      doors.guard(http);
      return gateway;
    },
    async start({ holder, force }) {
      started.holder = holder;
      started.force = force;
      const opened = await coordinator.start();
      started.serverId = ServerId.parse(opened.serverId);
      started.access = makeAccess({
        stored: opened.access,
        ownerToken,
        utc,
        persist: coordinator.persist,
        swarms,
      });
      audit.start();
      const begun = [
        audit.done({
          action: 'coordinator-started',
          swarm: null,
          actor: 'this computer',
          detail: `version ${options.version}`,
        }),
      ];
      // a full disk must not keep it from coming up
      void coordinator.persist(begun).catch(() => undefined);
      await blobs.sweep(utc() - 24 * 3_600_000);
      garbage.start();
      forgetting.start();
    },
    async stop() {
      await garbage.stop();
      await forgetting.stop();
      await audit.stop();
      feed.stop();
      link.closeAll('stopping');
      await compute.stop();
      await coordinator.stop();
      link.stop();
      await gateway?.close();
    },
  };
}
