// Tells screens what changed: a snapshot when they come and whenever they show something else, then at most two updates a second with only
// what changed of what they show. The swarm is looked at once per period, however many screens watch, and not at all when none does. Before
// each update it is asked again whether everybody who watches still may.
import type { Coordinator } from '../coordinator.ts';
import { lookAtSwarm } from '../observe/look-at-swarm.ts';
import type { TaskStream } from '../observe/stream/watch-chunks.ts';
import { CoveyError, wireError } from '../../shared/contract/errors.ts';
import type { Role } from '../../shared/contract/people.ts';
import { mayCall, type Principal } from '../auth/principal.ts';
import type { SwarmNumber } from '../scheduler/rows.ts';
import type { ServerId } from '../../shared/contract/ids.ts';
import { viewerMessages } from '../../shared/contract/said-by-viewer.ts';
import {
  type SwarmEventView,
  VIEWER_NAMESPACE,
  VIEWER_PERIOD_MS,
  WATCH_PERIOD_MS,
} from '../../shared/contract/viewer-messages.ts';
import { type Watch, WATCH_ALL } from '../../shared/contract/viewer-watch.ts';
import type { ViewerNamespace, ViewerSocket } from './gateway.ts';
import { makeViewerTeller, type Seen, type ViewerTeller } from './tell-viewer.ts';

const KEPT_EVENTS = 50;
/** What watching needs, as if it were a route. */
const WATCHING = { method: 'GET', path: VIEWER_NAMESPACE, access: 'viewer', scope: 'see' } as const;

interface Parts {
  coordinator: () => Coordinator;
  stream: TaskStream;
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

/** A screen, what was true when it came (anything else sends it away), and what it was told. */
interface Watcher {
  socket: ViewerSocket;
  swarm: SwarmNumber;
  role: Role;
  teller: ViewerTeller;
  watch: Watch;
  /** What it wants to be told from then on, and the time for it. */
  wish: { watch: Watch; timer: NodeJS.Timeout } | null;
  answeredAt: number;
  /** Lines of the activity list that it was not told yet. */
  fresh: SwarmEventView[];
}

export interface ViewerFeed {
  attach(namespace: ViewerNamespace): void;
  note(swarm: number, text: string, tone: SwarmEventView['tone']): void;
  stop(): void;
}

export function makeViewerFeed(parts: Parts): ViewerFeed {
  const events = new Map<number, SwarmEventView[]>();
  let timer: NodeJS.Timeout | null = null;
  let attached: ViewerNamespace | null = null;
  const watchers = new Set<Watcher>();

  function refuse(socket: ViewerSocket, error: CoveyError): void {
    socket.emit('refused', error.toWire());
    setImmediate(() => socket.disconnect(true));
  }

  /** The swarm and role of whoever watches. @throws CoveyError when it is nobody who may. */
  function admit(who: Principal | null): Pick<Watcher, 'swarm' | 'role'> {
    const refusal = mayCall(WATCHING, who);
    if (refusal)
      throw new CoveyError(refusal.code, refusal.message, refusal.hint ? { hint: refusal.hint } : {});
    if (who?.swarm == null || who.role === null)
      throw new CoveyError('forbidden', 'nobody watches without a swarm');
    return { swarm: who.swarm, role: who.role };
  }

  function forget(watcher: Watcher): void {
    if (watcher.wish) clearTimeout(watcher.wish.timer);
    watcher.wish = null;
    watchers.delete(watcher);
    if (watchers.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  }

  /** Whoever was signed out, removed or looks at another swarm now is sent away; a changed role or swarm may come back at once. */
  function sendAway(): void {
    for (const watcher of Array.from(watchers)) {
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
      forget(watcher);
    }
  }

  function look(number: SwarmNumber): Seen | null {
    if (!parts.isRunning()) return null;
    const { state } = parts.coordinator().scheduler;
    const swarm = state.swarms.get(number);
    if (!swarm) return null;
    const facts = { serverId: parts.serverId(), now: parts.now(), startedAt: parts.startedAt };
    const bars = parts.stream.of(number);
    const utc = parts.utc();
    bars.flush(utc);
    return { look: lookAtSwarm(state, swarm, facts), bars, utc };
  }

  /** @returns whether there was something to tell. */
  function greet(watcher: Watcher, seen: Seen | null): boolean {
    if (!seen) return false;
    watcher.teller = makeViewerTeller(watcher.watch, watcher.answeredAt < 0 ? undefined : watcher.teller);
    watcher.fresh = [];
    watcher.answeredAt = parts.now();
    watcher.socket.emit('snapshot', watcher.teller.snapshot(seen, events.get(watcher.swarm) ?? []));
    return true;
  }

  function tellAll(): void {
    sendAway();
    const looks = new Map<SwarmNumber, Seen | null>();
    for (const watcher of watchers) {
      const { swarm, socket, teller } = watcher;
      if (!looks.has(swarm)) looks.set(swarm, look(swarm));
      const seen = looks.get(swarm);
      // one whose connection takes nothing is told the sum of it later
      if (!seen || !socket.conn.transport.writable) continue;
      const update = teller.update(seen, watcher.fresh);
      watcher.fresh = [];
      if (update === 'snapshot') greet(watcher, seen);
      else if (update) socket.emit('update', update);
    }
  }

  /** At once, unless it was answered a moment ago: then the last wish counts. */
  function show(watcher: Watcher, watch: Watch): void {
    if (watcher.wish) {
      watcher.wish.watch = watch;
      return;
    }
    const answer = () => {
      watcher.watch = watcher.wish?.watch ?? watch;
      watcher.wish = null;
      greet(watcher, look(watcher.swarm));
    };
    const wait = watcher.answeredAt + WATCH_PERIOD_MS - parts.now();
    if (wait <= 0) return answer();
    watcher.wish = { watch, timer: setTimeout(answer, wait) };
  }

  function hear(watcher: Watcher, message: string, said: unknown): void {
    // it was sent away already
    if (!watchers.has(watcher)) return;
    const parsed = message === 'watch' ? viewerMessages.watch.safeParse(said) : null;
    if (parsed?.success) return show(watcher, parsed.data);
    forget(watcher);
    watcher.socket.emit(
      'refused',
      wireError(
        'malformed-message',
        parsed ? 'this `watch` cannot be read' : 'screens act over HTTP; here they only say what they show',
      ),
    );
    watcher.socket.disconnect(true);
  }

  return {
    attach(namespace) {
      attached = namespace;
      namespace.on('connection', (socket) => {
        let watcher: Watcher | null = null;
        // nothing comes before the greeting: what is heard is heard after this turn
        socket.onAny((message: string, said: unknown) => watcher && hear(watcher, message, said));
        const { watch: wanted } = socket.handshake.auth as { watch?: unknown };
        const watch = viewerMessages.watch.safeParse(wanted ?? WATCH_ALL);
        if (!watch.success)
          return refuse(socket, new CoveyError('malformed-message', 'this `watch` cannot be read'));
        let who: Principal | null = null;
        try {
          who = parts.whoWatches(socket);
          watcher = {
            socket,
            ...admit(who),
            teller: makeViewerTeller(watch.data),
            watch: watch.data,
            wish: null,
            answeredAt: -Infinity,
            fresh: [],
          };
        } catch (error) {
          if (!(error instanceof CoveyError)) throw error;
          // starting or restoring: the screen comes back by itself
          if (error.code === 'stopping') return socket.conn.close();
          parts.onRefused(error, socket, who);
          return refuse(socket, error);
        }
        // restoring: the screen comes back by itself
        if (!greet(watcher, look(watcher.swarm))) return socket.conn.close();
        socket.data.greetedAs = 'viewer';
        watchers.add(watcher);
        const present = watcher;
        socket.once('disconnect', () => forget(present));
        timer ??= setInterval(tellAll, VIEWER_PERIOD_MS);
      });
    },
    note(swarm, text, tone) {
      const line = { at: parts.utc(), text, tone };
      events.set(swarm, [line, ...(events.get(swarm) ?? [])].slice(0, KEPT_EVENTS));
      for (const watcher of watchers)
        if (watcher.swarm === swarm) watcher.fresh = [line, ...watcher.fresh].slice(0, KEPT_EVENTS);
    },
    stop() {
      for (const watcher of Array.from(watchers)) forget(watcher);
      attached?.removeAllListeners();
    },
  };
}
