// Tells screens what changed: one snapshot when they come, then at most two updates a second with only what differs from the last. Views
// are computed once per swarm and period, however many screens watch, and not at all when none does. Before each update it is asked again
// whether everybody who watches still may.
import type { Coordinator } from '../coordinator.ts';
import { devicesOf, jobsOf, viewDevice, viewJob, viewSwarm } from '../observe/views.ts';
import { CoveyError, wireError } from '../../shared/contract/errors.ts';
import type { Role } from '../../shared/contract/people.ts';
import { mayCall, type Principal } from '../auth/principal.ts';
import type { SwarmNumber } from '../scheduler/rows.ts';
import type { DeviceId, JobId, ServerId } from '../../shared/contract/ids.ts';
import {
  type SwarmEventView,
  type SwarmSnapshot,
  type SwarmUpdate,
  VIEWER_NAMESPACE,
  VIEWER_PERIOD_MS,
} from '../../shared/contract/viewer-messages.ts';
import type { ViewerNamespace, ViewerSocket } from './gateway.ts';

const KEPT_EVENTS = 50;
/** What watching needs, as if it were a route. */
const WATCHING = { method: 'GET', path: VIEWER_NAMESPACE, access: 'viewer', scope: 'see' } as const;

interface Parts {
  coordinator: () => Coordinator;
  serverId: () => ServerId;
  /** Who watches, looked up anew with every call; null for nobody (any more). @throws CoveyError why not. */
  whoWatches(socket: ViewerSocket): Principal | null;
  /** A screen came that may not watch; `who` is null for somebody. */
  onRefused(error: CoveyError, socket: ViewerSocket, who: Principal | null): void;
  isRunning(): boolean;
  now(): number;
  utc(): number;
  startedAt: number;
}

/** A screen, and what was true when it came: anything else sends it away. */
interface Watcher {
  socket: ViewerSocket;
  swarm: SwarmNumber;
  role: Role;
}

export interface ViewerFeed {
  attach(namespace: ViewerNamespace): void;
  note(swarm: number, text: string, tone: SwarmEventView['tone']): void;
  stop(): void;
}

/** The last thing told, as JSON per item, so that equality is one string comparison. */
interface Told {
  swarm: string;
  devices: Map<DeviceId, string>;
  jobs: Map<JobId, string>;
}

export function makeViewerFeed(parts: Parts): ViewerFeed {
  const events = new Map<number, SwarmEventView[]>();
  const fresh = new Map<number, SwarmEventView[]>();
  const told = new Map<number, Told>();
  let timer: NodeJS.Timeout | null = null;
  let attached: ViewerNamespace | null = null;
  const watchers = new Set<Watcher>();
  const room = (swarm: number) => `swarm:${swarm}`;

  function refuse(socket: ViewerSocket, error: CoveyError): void {
    socket.emit('refused', error.toWire());
    setImmediate(() => socket.disconnect(true));
  }

  /** The swarm and role of whoever watches. @throws CoveyError when it is nobody who may. */
  function admit(who: Principal | null): Omit<Watcher, 'socket'> {
    const refusal = mayCall(WATCHING, who);
    if (refusal)
      throw new CoveyError(refusal.code, refusal.message, refusal.hint ? { hint: refusal.hint } : {});
    if (who?.swarm == null || who.role === null)
      throw new CoveyError('forbidden', 'nobody watches without a swarm');
    return { swarm: who.swarm, role: who.role };
  }

  /** Whoever was signed out, removed or looks at another swarm now is sent away; a changed role or swarm may come back at once. */
  function sendAway(): void {
    for (const watcher of watchers) {
      const { socket, swarm, role } = watcher;
      try {
        const now = admit(parts.whoWatches(socket));
        if (now.swarm === swarm && now.role === role) continue;
        socket.conn.close();
      } catch (error) {
        if (!(error instanceof CoveyError)) throw error;
        if (error.code === 'stopping') socket.conn.close();
        else refuse(socket, error);
      }
      void socket.leave(room(swarm));
      watchers.delete(watcher);
    }
  }

  function look(swarm: number): SwarmSnapshot | null {
    if (!parts.isRunning()) return null;
    const state = parts.coordinator().scheduler.state;
    const found = state.swarms.get(swarm);
    if (!found) return null;
    const now = parts.now();
    return {
      swarm: viewSwarm(found, parts.serverId(), now, parts.startedAt),
      devices: devicesOf(state, swarm).map((device) => viewDevice(device, parts.serverId(), now)),
      jobs: jobsOf(state, swarm).map((job) => viewJob(job, now)),
      events: events.get(swarm) ?? [],
    };
  }

  function remember(swarm: number, view: SwarmSnapshot): Told {
    const mind: Told = {
      swarm: JSON.stringify(view.swarm),
      devices: new Map(view.devices.map((device) => [device.id, JSON.stringify(device)])),
      jobs: new Map(view.jobs.map((job) => [job.id, JSON.stringify(job)])),
    };
    told.set(swarm, mind);
    return mind;
  }

  function compare(before: Told, view: SwarmSnapshot, after: Told, happened: SwarmEventView[]): SwarmUpdate {
    const update: SwarmUpdate = {};
    if (before.swarm !== after.swarm) update.swarm = view.swarm;
    const devices = view.devices.filter(
      (device) => before.devices.get(device.id) !== after.devices.get(device.id),
    );
    const jobs = view.jobs.filter((job) => before.jobs.get(job.id) !== after.jobs.get(job.id));
    const goneDevices = [...before.devices.keys()].filter((id) => !after.devices.has(id));
    const goneJobs = [...before.jobs.keys()].filter((id) => !after.jobs.has(id));
    if (devices.length > 0) update.devices = devices;
    if (jobs.length > 0) update.jobs = jobs;
    if (goneDevices.length > 0) update.goneDevices = goneDevices;
    if (goneJobs.length > 0) update.goneJobs = goneJobs;
    if (happened.length > 0) update.events = happened;
    return update;
  }

  function tellAll(): void {
    sendAway();
    let watched = false;
    for (const [swarm, before] of told) {
      if (!attached?.adapter.rooms.has(room(swarm))) {
        told.delete(swarm);
        continue;
      }
      watched = true;
      const view = look(swarm);
      if (!view) continue;
      const happened = fresh.get(swarm) ?? [];
      fresh.delete(swarm);
      const update = compare(before, view, remember(swarm, view), happened);
      if (Object.keys(update).length > 0) attached.to(room(swarm)).emit('update', update);
    }
    if (watched) return;
    if (timer) clearInterval(timer);
    timer = null;
  }

  return {
    attach(namespace) {
      attached = namespace;
      namespace.on('connection', (socket) => {
        socket.onAny(() => {
          socket.emit(
            'refused',
            wireError('malformed-message', 'screens act over HTTP; this socket only tells'),
          );
          socket.disconnect(true);
        });
        let who: Principal | null = null;
        let watcher: Watcher;
        try {
          who = parts.whoWatches(socket);
          watcher = { socket, ...admit(who) };
        } catch (error) {
          if (!(error instanceof CoveyError)) throw error;
          // starting or restoring: the screen comes back by itself
          if (error.code === 'stopping') return socket.conn.close();
          parts.onRefused(error, socket, who);
          return refuse(socket, error);
        }
        const { swarm } = watcher;
        // everybody in the room shares one memory of what was told: bring the others up to date before it is renewed
        tellAll();
        const view = look(swarm);
        // restoring: the screen comes back by itself
        if (!view) return socket.conn.close();
        socket.data.greetedAs = 'viewer';
        void socket.join(room(swarm));
        watchers.add(watcher);
        socket.once('disconnect', () => watchers.delete(watcher));
        fresh.delete(swarm);
        remember(swarm, view);
        socket.emit('snapshot', view);
        timer ??= setInterval(tellAll, VIEWER_PERIOD_MS);
      });
    },
    note(swarm, text, tone) {
      const line = { at: parts.utc(), text, tone };
      events.set(swarm, [line, ...(events.get(swarm) ?? [])].slice(0, KEPT_EVENTS));
      fresh.set(swarm, [line, ...(fresh.get(swarm) ?? [])].slice(0, KEPT_EVENTS));
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
      attached?.removeAllListeners();
    },
  };
}
