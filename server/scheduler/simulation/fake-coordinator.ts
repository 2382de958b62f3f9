// The coordinator's loop in virtual time: events in, ticks committed after a while, effects carried out when their time has come. It can be
// killed at any moment, with a commit under way that the disk has seen, has not seen, or sees when somebody else has taken over.
import type { JobNumber } from '../../../shared/contract/ids.ts';
import type { Change } from '../changes.ts';
import type { Effect } from '../effects.ts';
import type { SwarmEvent } from '../events.ts';
import { checkInvariants } from '../invariants.ts';
import { makeScheduler, type Scheduler } from '../scheduler.ts';
import { type Chance, type Clock, sure } from './fake-clock.ts';
import type { FakeJob } from './fake-job.ts';
import type { FakeStore } from './fake-store.ts';

const CHECK_EVERY = 4;

/** What a coordinator meets: time, chance, its disk, and whoever carries its effects out. */
export interface Surroundings {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly store: FakeStore;
  readonly truths: ReadonlyMap<JobNumber, FakeJob>;
  wrap(scheduler: Scheduler): Scheduler;
  perform(from: FakeCoordinator, effect: Effect): void;
  complain(what: string): void;
  commitFails(): boolean;
  restartAfterFailure(failed: FakeCoordinator): void;
}

export class FakeCoordinator {
  readonly world: Surroundings;
  readonly epoch: number;
  scheduler: Scheduler;
  alive = true;
  private bootedAt: number;
  private afterCommit: Effect[] = [];
  private inFlight: Change[] | null = null;
  private ticking = false;
  private dirty = false;
  private wake = 0;
  private events = 0;

  constructor(world: Surroundings) {
    this.world = world;
    this.epoch = world.store.open();
    this.bootedAt = world.clock.now - world.chance.int(0, 1e6);
    const made = makeScheduler(
      world.store.restored(),
      (row) => sure(world.truths.get(row.number)).costs,
      this.now(),
    );
    this.scheduler = world.wrap(made.scheduler);
    this.take(made.effects);
  }

  now(): number {
    return this.world.clock.now - this.bootedAt;
  }

  dispatch(event: SwarmEvent): void {
    if (!this.alive) return;
    this.take(this.scheduler.handle(event, this.now()));
    if (++this.events % CHECK_EVERY === 0) this.check(event.type);
  }

  check(after: string): void {
    try {
      checkInvariants(this.scheduler.state);
    } catch (error) {
      this.world.complain(`after ${after}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private take(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.when === 'afterCommit') this.afterCommit.push(effect);
      else this.world.perform(this, effect);
    }
    this.dirty = true;
    this.scheduleTick();
  }

  private scheduleTick(): void {
    if (this.ticking) return;
    this.ticking = true;
    this.world.clock.after(this.world.chance.between(5, 60), () => this.cut());
  }

  private cut(): void {
    if (!this.alive) return;
    this.dirty = false;
    const effects = this.afterCommit;
    this.afterCommit = [];
    const changes = this.scheduler.cutTick();
    this.inFlight = changes;
    this.world.clock.after(this.world.chance.between(1, 40), () => {
      if (!this.alive) return;
      this.inFlight = null;
      this.ticking = false;
      if (this.world.commitFails()) return this.world.restartAfterFailure(this);
      if (this.world.store.commit(this.epoch, changes) !== 'committed')
        return this.world.complain('the only coordinator was fenced');
      for (const effect of effects) this.world.perform(this, effect);
      if (this.dirty) this.scheduleTick();
    });
  }

  /** Returns what is to become of the commit under way. */
  kill(): void {
    this.alive = false;
    const changes = this.inFlight;
    if (!changes) return;
    const { chance, clock, store } = this.world;
    const fate = chance.next();
    if (fate < 0.3) store.commit(this.epoch, changes);
    else if (fate < 0.6)
      store.commit(this.epoch, changes, changes.length > 0 ? chance.int(0, changes.length - 1) : 0);
    // A process that was stopped, not killed, wakes up again when another has taken over.
    else clock.after(chance.between(0, 4_000), () => store.commit(this.epoch, changes));
  }

  wakeAt(at: number): void {
    const mine = ++this.wake;
    this.world.clock.after(Math.max(1, at - this.now()), () => {
      if (mine === this.wake) this.dispatch({ type: 'wokeUp' });
    });
  }
}
