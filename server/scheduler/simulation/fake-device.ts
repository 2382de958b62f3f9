// A device of the simulation: takes leases, computes in virtual time, loses what a real one would lose when it crashes, and
// misbehaves as it was told to. It knows the protocol and nothing of the scheduler.
import type { ChunkRange, Holding } from '../../../shared/contract/chunk.ts';
import type { Steering } from '../../../shared/contract/device-messages.ts';
import type { DeviceStatus } from '../../../shared/contract/device.ts';
import type { DeviceNumber, JobNumber } from '../../../shared/contract/ids.ts';
import type { Effect } from '../effects.ts';
import type { SwarmEvent } from '../events.ts';
import type { DeviceRow } from '../rows.ts';
import { type Chance, type Clock, sure } from './fake-clock.ts';
import { type FakeJob, rightBytes } from './fake-job.ts';
import { FakeOutbox, type Task } from './fake-outbox.ts';

/** What a device meets: time, chance, the network, and what it is asked to compute. */
export interface Surroundings {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly truths: ReadonlyMap<JobNumber, FakeJob>;
  arrive(device: FakeDevice, connection: number, event: SwarmEvent): void;
  /** A ticket for the reply that says these chunks are on disk. */
  expect(device: FakeDevice, chunks: { job: JobNumber; index: number }[], thanked: () => void): number;
  crash(device: FakeDevice): void;
  utc(): number;
}

export interface Temper {
  /** Chance that a chunk throws, and that a result of a job that is not on trust is wrong (all liars lie alike), from result number `honestFor` on. */
  throws: number;
  lies: number;
  honestFor: number;
  /** Chance per message that it is lost, or sent twice. */
  loses: number;
  repeats: number;
}

const HEARTBEAT_MS = 10_000;

export class FakeDevice {
  readonly row: DeviceRow;
  readonly speed: number;
  readonly threads: number;
  readonly temper: Temper;
  readonly world: Surroundings;
  /** Raised whenever a connection opens or closes; messages of older ones are lost. */
  connection = 0;
  connected = false;
  /** Raised by a crash; work of an older life never finishes. */
  life = 0;
  frozen = false;
  gone = false;
  steering: Steering;
  queue: Task[] = [];
  running: Task[] = [];
  readonly outbox: FakeOutbox;
  /** What arrived while it was frozen. */
  backlog: Effect[] = [];
  private made = 0;

  constructor(world: Surroundings, row: DeviceRow, speed: number, threads: number, temper: Temper) {
    this.world = world;
    this.row = row;
    this.speed = speed;
    this.threads = threads;
    this.temper = temper;
    this.outbox = new FakeOutbox({
      clock: world.clock,
      device: row.number,
      isOnline: () => this.connected && !this.frozen && !this.gone,
      say: (make) => this.say(make),
      expect: (chunks, thanked) => world.expect(this, chunks, thanked),
      utc: () => world.utc(),
    });
    const { approved } = row;
    this.steering = { enabled: true, approved, throttle: 1, swarm: 'running', quarantine: null };
  }

  get number(): DeviceNumber {
    return this.row.number;
  }

  status(): DeviceStatus {
    const holding = this.queue.length + this.running.length + this.outbox.size;
    return {
      duty: this.mayWork() ? 1 : 0,
      reason: this.mayWork() ? 'working' : 'no-work',
      threads: this.threads,
      holding,
      unacknowledged: this.outbox.size,
    };
  }

  private mayWork(): boolean {
    return (
      this.steering.enabled &&
      this.steering.approved &&
      this.steering.throttle > 0 &&
      this.steering.swarm === 'running' &&
      this.steering.quarantine === null
    );
  }

  holding(): Holding[] {
    return [...this.running, ...this.queue].map(({ job, generation, leaseId, index }) => ({
      job,
      generation,
      leaseId,
      first: index,
      count: 1,
    }));
  }

  onConnected(): void {
    this.outbox.startAgain();
    this.outbox.flush();
    this.beat(this.connection);
  }

  private beat(connection: number): void {
    this.world.clock.after(HEARTBEAT_MS, () => {
      if (connection !== this.connection || !this.connected || this.gone) return;
      if (!this.frozen) {
        this.say(() => ({ type: 'deviceReported', device: this.number, status: this.status() }));
        this.outbox.flush();
      }
      this.beat(connection);
    });
  }

  private say(make: () => SwarmEvent): void {
    const event = make();
    if (!this.world.chance.happens(this.temper.loses)) this.world.arrive(this, this.connection, event);
    if (this.world.chance.happens(this.temper.repeats)) this.world.arrive(this, this.connection, event);
  }

  receive(effect: Effect): void {
    if (this.frozen) this.backlog.push(effect);
    else this.onEffect(effect);
  }

  thaw(): void {
    this.frozen = false;
    const waiting = this.backlog;
    this.backlog = [];
    if (this.connected) for (const effect of waiting) this.onEffect(effect);
    this.work();
    this.outbox.flush();
  }

  private onEffect(effect: Effect): void {
    if (effect.type === 'sendLease') {
      if (this.world.chance.happens(this.temper.loses)) return;
      const { leaseId, job, generation } = effect;
      for (let index = effect.first; index < effect.first + effect.count; index++)
        this.queue.push({ leaseId, job, generation, index });
      this.work();
    } else if (effect.type === 'sendTakeBack') {
      const released = this.release(
        (task) =>
          task.leaseId === effect.leaseId &&
          task.job === effect.job &&
          task.index >= effect.first &&
          task.index < effect.first + effect.count,
      );
      const { leaseId, job, first, count } = effect;
      this.say(() => ({
        type: 'takeBackAnswered',
        device: this.number,
        leaseId,
        job,
        asked: { first, count },
        released,
      }));
    } else if (effect.type === 'sendDrop') {
      this.forget((task) => task.job === effect.job && task.generation <= effect.generation);
    } else if (effect.type === 'sendSteering') this.onSteering(effect.steering);
  }

  onSteering(steering: Steering): void {
    this.steering = steering;
    const { enabled, approved, swarm, quarantine } = steering;
    if (!enabled || !approved || swarm === 'stopped' || quarantine !== null) this.handBack();
    this.say(() => ({ type: 'deviceReported', device: this.number, status: this.status() }));
    this.work();
  }

  handBack(): void {
    const leases = new Map<number, JobNumber>(this.queue.map((task) => [task.leaseId, task.job]));
    for (const [leaseId, job] of leases) {
      const ranges = this.release((task) => task.leaseId === leaseId && task.job === job);
      this.say(() => ({ type: 'chunksReturned', device: this.number, leaseId, job, ranges }));
    }
  }

  private release(matches: (task: Task) => boolean): ChunkRange[] {
    const released = this.queue.filter(matches).map(({ index }) => ({ first: index, count: 1 }));
    this.queue = this.queue.filter((task) => !matches(task));
    return released;
  }

  private forget(matches: (task: Task) => boolean): void {
    this.queue = this.queue.filter((task) => !matches(task));
    this.outbox.forget(matches);
  }

  /** Fills its threads. */
  work(): void {
    while (!this.frozen && !this.gone && this.mayWork() && this.running.length < this.threads) {
      const task = this.queue.shift();
      if (!task) return;
      this.running.push(task);
      const truth = this.world.truths.get(task.job);
      const cpu = ((truth?.weight(task.index) ?? 1) * (truth?.seconds ?? 1)) / this.speed;
      const { life } = this;
      const slow = this.world.chance.happens(0.02) ? 10 : this.world.chance.between(0.9, 1.2);
      this.world.clock.after((cpu * 1000 * slow) / Math.max(0.05, this.steering.throttle), () =>
        this.finish(task, life, cpu),
      );
    }
  }

  private finish(task: Task, life: number, cpu: number): void {
    if (life !== this.life || this.gone) return;
    if (this.frozen) return this.world.clock.after(500, () => this.finish(task, life, cpu));
    const truth = this.world.truths.get(task.job);
    if (truth?.killer === task.index) return this.world.crash(this);
    this.running = this.running.filter((other) => other !== task);
    const { chance } = this.world;
    const failure =
      truth?.poison === task.index ? 'poison' : chance.happens(this.temper.throws) ? 'threw by chance' : null;
    const bytes = rightBytes(task.job, task.index);
    const lying =
      (truth?.row.verification ?? 'trust') !== 'trust' &&
      this.made++ >= this.temper.honestFor &&
      chance.happens(this.temper.lies);
    if (lying) bytes[7] = (sure(bytes[7]) + 1) & 0xff;
    this.outbox.add({ ...task, bytes, cpu, failure });
    this.world.clock.after(20, () => this.outbox.flush());
    this.work();
  }

  /** The process dies: only the outbox is on disk. */
  loseEverything(): void {
    this.life++;
    this.queue = [];
    this.running = [];
    this.frozen = false;
    this.outbox.startAgain();
  }
}
