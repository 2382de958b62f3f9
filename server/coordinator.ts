// The one loop: event → scheduler → commit to the store → carry out the effects. It owns the order in which things become true:
// changes and the effects that depend on them are gathered into a tick, the tick is committed, then its effects leave. While a tick is
// being committed events go on and gather the next one. A failed commit emits nothing, discards the state and restores it by the
// same path as start-up; a fenced one ends this coordinator.
//
//   stopped ──start──▶ running ──commit failed──▶ restoring ──▶ running
//                         └──────fenced──▶ fenced (for ever)
import { CoveyError } from '../shared/contract/errors.ts';
import type { DeviceNumber, JobNumber } from '../shared/contract/ids.ts';
import { asCoveyError, fencedError, inUse } from './coordinator-errors.ts';
import { makeLoopTimers } from './loop-timers.ts';
import type { Log } from './observe/log.ts';
import { type CutTick, makeOpenTick } from './open-tick.ts';
import { type ComputeOutbox, type DeviceOutbox, type NoteOutbox, performEffect } from './outboxes.ts';
import type { Plans } from './plans.ts';
import type { Change } from './scheduler/changes.ts';
import type { Effect } from './scheduler/effects.ts';
import type { SwarmEvent, Ticket } from './scheduler/events.ts';
import { makeScheduler, type Scheduler } from './scheduler/scheduler.ts';
import { makeStoreQuestions } from './store-questions.ts';
import type { Claim, Store, StoredAccess } from './store/store.ts';

export interface CoordinatorParts {
  openStore(): Store;
  plans: Plans;
  devices: DeviceOutbox;
  compute: ComputeOutbox;
  log: Log;
  /** Monotonic ms and UTC ms. */
  now(): number;
  utc(): number;
  /** Stands before the scheduler and sees what goes through it. */
  watch?(scheduler: Scheduler): Scheduler;
  claim(): Omit<Claim, 'now'>;
  tickMs: number;
  renewMs: number;
  onNote: NoteOutbox;
  /** The store said so, or it can never be written again. */
  onFenced(): void;
}

export interface Coordinator {
  /** @throws CoveyError when the data directory is somebody else's. */
  start(): Promise<{ access: StoredAccess; serverId: string }>;
  /** False before start, while restoring, once fenced or stopped. */
  isRunning(): boolean;
  readonly scheduler: Scheduler;
  readonly store: Store;
  /** UTC ms, for events that carry a time. */
  utc(): number;
  /** Numbers that no job and no device ever had, also none that was removed. */
  takeNumber(of: 'job'): JobNumber;
  takeNumber(of: 'device'): DeviceNumber;
  dispatch(event: SwarmEvent): void;
  /** Dispatches an event that ends in a reply. Rejects with a CoveyError when its tick could not be committed. */
  ask(make: (ticket: Ticket) => SwarmEvent): Promise<'recorded' | 'gone'>;
  /** Resolves once everything dispatched so far, and these changes, are on disk. */
  persist(changes?: readonly Change[]): Promise<void>;
  /** Something went wrong that leaves the state in doubt: goes back to what is on disk. Does nothing unless running. */
  recover(cause: unknown): void;
  /** Commits what is pending and gives the store up. Idempotent. */
  stop(): Promise<void>;
}

type Life = 'stopped' | 'running' | 'restoring' | 'fenced';

export function makeCoordinator(parts: CoordinatorParts): Coordinator {
  let life: Life = 'stopped';
  let store = parts.openStore();
  let scheduler: Scheduler | null = null;
  const tick = makeOpenTick();
  let committing: Promise<void> | null = null;
  let restoring: Promise<void> | null = null;
  let stopping = false;
  const nextNumbers = { job: 0, device: 0 };
  let lastCommit = 0;
  /** Something happened since the last cut. */
  let dirty = false;
  const timers = makeLoopTimers({
    tickMs: parts.tickMs,
    now: parts.now,
    onTick: () => void commit(),
    onWake: () => dispatchIfRunning({ type: 'wokeUp' }),
  });
  const outboxes = {
    devices: parts.devices,
    compute: parts.compute,
    questions: makeStoreQuestions({
      store: () => store,
      utc: parts.utc,
      dispatch: dispatchIfRunning,
      onFenced: becomeFenced,
      onFailed: recover,
    }),
    onNote: parts.onNote,
    answer: tick.answer,
    wakeAt: timers.wakeAt,
  };

  const notRunning = () =>
    life === 'fenced' ? fencedError() : new CoveyError('stopping', `the coordinator is ${life}`);

  const core = (): Scheduler => {
    if (!scheduler) throw new CoveyError('stopping', 'the coordinator is not running');
    return scheduler;
  };

  const perform = (effect: Effect) => performEffect(effect, outboxes);

  function take(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.when === 'afterCommit') tick.hold(effect);
      else perform(effect);
    }
    scheduleTick();
  }

  function dispatch(event: SwarmEvent): void {
    if (life !== 'running') throw notRunning();
    try {
      take(core().handle(event, parts.now()));
    } catch (error) {
      recover(error);
      throw asCoveyError(error);
    }
  }

  function recover(cause: unknown): void {
    restoring ??= restore(cause).finally(() => (restoring = null));
  }

  /** For answers of our own parts, which may come when nobody needs them any more. */
  function dispatchIfRunning(event: SwarmEvent): void {
    try {
      if (life === 'running') dispatch(event);
    } catch {
      // recovering already: whatever this was about is asked again
    }
  }

  function scheduleTick(): void {
    dirty = true;
    if (!committing && life === 'running') timers.tickSoon();
  }

  /** Cuts a tick and commits it. One commit is under way at a time. */
  async function commit(): Promise<void> {
    if (committing || life !== 'running') return committing ?? undefined;
    dirty = false;
    const cut = tick.cut();
    const changes = [...cut.changes, ...core().cutTick()];
    if (cut.isEmpty && changes.length === 0 && parts.now() - lastCommit < parts.renewMs) return;
    committing = carryOut(changes, cut).finally(() => (committing = null));
    await committing;
    if (dirty) scheduleTick();
  }

  async function carryOut(changes: readonly Change[], cut: CutTick): Promise<void> {
    try {
      if ((await store.commit(changes, parts.utc())) === 'fenced') {
        cut.reject(fencedError());
        return becomeFenced();
      }
    } catch (error) {
      cut.reject(asCoveyError(error));
      return recover(error);
    }
    lastCommit = parts.now();
    try {
      cut.effects.forEach(perform);
    } catch (error) {
      recover(error);
    }
    cut.resolve();
  }

  function dropEverything(error: CoveyError): void {
    tick.fail(error);
    timers.clear();
  }

  function becomeFenced(): void {
    if (life === 'fenced') return;
    life = 'fenced';
    parts.log(
      'error',
      'fenced: another coordinator took over this data directory; nothing more is accepted here',
    );
    dropEverything(fencedError());
    parts.devices.closeAll('fenced');
    parts.onFenced();
  }

  /** The only recovery: forget everything that is not on disk, and start again from there. */
  async function restore(cause: unknown): Promise<void> {
    if (life !== 'running') return;
    life = 'restoring';
    const error = asCoveyError(cause);
    parts.log('error', 'a commit failed; going back to what is on disk', {
      code: error.code,
      reason: error.message,
    });
    dropEverything(error);
    parts.devices.closeAll(error.code);
    for (let wait = 250; (life as Life) === 'restoring' && !stopping; wait = Math.min(wait * 2, 5_000)) {
      try {
        await store.close();
        store = parts.openStore();
        // never by force: whoever lives there now took over rightfully
        await load(false);
        parts.log('info', 'restored; going on');
        return;
      } catch (again) {
        if (again instanceof CoveyError && again.code === 'wrong-state') return becomeFenced();
        parts.log('warn', 'still cannot open the store', {
          reason: asCoveyError(again).message,
          retryMs: wait,
        });
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async function load(force: boolean) {
    const claim = parts.claim();
    const opened = await store.open({ ...claim, force, now: parts.utc() });
    if (opened.kind === 'busy') throw inUse(opened.holder, opened.deadline < parts.utc());
    const unreadable = await parts.plans.load(store, opened.restored.jobs);
    if (stopping) throw new CoveyError('stopping', 'the coordinator is stopping');
    const made = makeScheduler(opened.restored, (row) => parts.plans.costs(row.number), parts.now());
    scheduler = parts.watch?.(made.scheduler) ?? made.scheduler;
    nextNumbers.job = opened.nextJob;
    nextNumbers.device = opened.nextDevice;
    life = 'running';
    lastCommit = parts.now();
    take(made.effects);
    for (const { job, reason } of unreadable) {
      parts.log('error', 'a stored job cannot be read any more and is cancelled', { job, reason });
      dispatch({ type: 'jobCancelled', job, at: parts.utc() });
    }
    return opened;
  }

  const renewTimer = { current: null as NodeJS.Timeout | null };

  return {
    async start() {
      const opened = await load(parts.claim().force);
      renewTimer.current = setInterval(() => void commit(), parts.renewMs);
      return { access: opened, serverId: opened.serverId };
    },
    isRunning: () => life === 'running',
    get scheduler() {
      return core();
    },
    get store() {
      return store;
    },
    utc: parts.utc,
    takeNumber: (of: 'job' | 'device') => nextNumbers[of]++ as JobNumber & DeviceNumber,
    dispatch,
    ask(make) {
      const { ticket, answer } = tick.ask();
      try {
        dispatch(make(ticket));
      } catch (error) {
        tick.withdraw(ticket, asCoveyError(error));
      }
      return answer;
    },
    persist(changes = []) {
      if (life !== 'running') return Promise.reject(notRunning());
      const done = tick.persist(changes);
      scheduleTick();
      return done;
    },
    recover,
    async stop() {
      stopping = true;
      await restoring;
      if (renewTimer.current) clearInterval(renewTimer.current);
      renewTimer.current = null;
      if (life === 'running') {
        await committing;
        await commit();
        if (committing) await committing;
      }
      if (life === 'running' || life === 'restoring') life = 'stopped';
      dropEverything(new CoveyError('stopping', 'the coordinator is stopping'));
      await store.close();
    },
  };
}
