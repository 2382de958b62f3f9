// One simulated swarm: a coordinator, its disk, its devices and the network between them, all in virtual time and from one seed. It hands
// effects to whom they are for, and complains about whatever must never happen.
import type { Effect } from '../effects.ts';
import type { SwarmEvent } from '../events.ts';
import type { JobNumber } from '../../../shared/contract/ids.ts';
import { emptyStore, jobRow, UTC } from '../fake-rows.ts';
import type { JobRow } from '../rows.ts';
import type { Scheduler } from '../scheduler.ts';
import { steeringOf } from '../steering.ts';
import { Chance, Clock } from './fake-clock.ts';
import { FakeCompute } from './fake-compute.ts';
import { FakeStore } from './fake-store.ts';
import { type FakeJob, makeFakeJob } from './fake-job.ts';
import { FakeCoordinator } from './fake-coordinator.ts';
import type { FakeDevice } from './fake-device.ts';

/** Has no jobs: whoever is moved there must stop working. */
export const OTHER_SWARM = 2;

export interface WorldOptions {
  store?: () => FakeStore;
  wrap?: (scheduler: Scheduler) => Scheduler;
}

interface Expected {
  device: FakeDevice;
  connection: number;
  chunks: { job: JobNumber; index: number }[];
  thanked: () => void;
}

export class FakeWorld {
  readonly clock = new Clock();
  readonly chance: Chance;
  readonly store: FakeStore;
  readonly wrap: (scheduler: Scheduler) => Scheduler;
  readonly truths = new Map<JobNumber, FakeJob>();
  readonly devices = new Map<number, FakeDevice>();
  /** Numbers of the devices that somebody has let in. */
  readonly approved = new Set<number>();
  readonly complaints: string[] = [];
  readonly compute = new FakeCompute(this);
  /** Events taken by all coordinators, for the figures. */
  events = 0;
  calm = false;
  coordinator: FakeCoordinator;
  private tickets = new Map<number, Expected>();
  private ticket = 0;
  private lines = new Map<string, number>();

  constructor(seed: number, options: WorldOptions = {}) {
    this.chance = new Chance(seed);
    this.store = options.store?.() ?? new FakeStore();
    this.wrap = options.wrap ?? ((scheduler) => scheduler);
    for (const row of emptyStore().swarms)
      for (const number of [1, OTHER_SWARM]) this.store.swarms.set(number, { ...row, number });
    this.coordinator = new FakeCoordinator(this);
  }

  utc(): number {
    return UTC + Math.round(this.clock.now);
  }

  complain(what: string): void {
    this.complaints.push(`at ${Math.round(this.clock.now)} ms ${what}`);
  }

  dispatch(event: SwarmEvent): void {
    this.events++;
    this.coordinator.dispatch(event);
  }

  /** In order on each connection and direction, late by chance, lost with the connection. */
  private carry(device: FakeDevice, connection: number, way: 'up' | 'down', run: () => void): void {
    const line = `${device.number}/${connection}/${way}`;
    const at = Math.max(this.lines.get(line) ?? 0, this.clock.now + this.chance.between(1, 60));
    this.lines.set(line, at);
    this.clock.after(at - this.clock.now, () => {
      if (device.connected && device.connection === connection && this.coordinator.alive) run();
    });
  }

  arrive(device: FakeDevice, connection: number, event: SwarmEvent): void {
    this.carry(device, connection, 'up', () => this.dispatch(event));
  }

  expect(device: FakeDevice, chunks: Expected['chunks'], thanked: () => void): number {
    this.tickets.set(++this.ticket, { device, connection: device.connection, chunks, thanked });
    return this.ticket;
  }

  connect(device: FakeDevice): void {
    if (device.connected || device.gone || device.frozen) return;
    if (!this.coordinator.alive)
      return this.clock.after(this.chance.between(100, 1_500), () => this.connect(device));
    if (!this.coordinator.scheduler.state.devices.has(device.number)) {
      // Joining is answered once it is on disk; a device that got no answer asks again.
      if (!this.store.devices.has(device.number)) this.dispatch({ type: 'deviceJoined', row: device.row });
      return this.clock.after(this.chance.between(100, 500), () => this.connect(device));
    }
    device.connected = true;
    device.backlog = [];
    device.connection++;
    const { connection } = device;
    const { capabilities } = device.row;
    const hello = {
      device: device.number,
      capabilities,
      status: device.status(),
      holding: device.holding(),
      at: this.utc(),
    };
    this.carry(device, connection, 'up', () => {
      this.dispatch({ type: 'deviceConnected', ...hello });
      const known = this.coordinator.scheduler.state.devices.get(device.number);
      const steering = known && steeringOf(known);
      if (steering) this.carry(device, connection, 'down', () => device.onSteering(steering));
    });
    device.onConnected();
  }

  /** The connection is gone; the coordinator notices `noticed` ms later, unless a newer one is there by then. */
  disconnect(device: FakeDevice, noticed: number, away: number): void {
    if (!device.connected) return;
    const { connection } = device;
    device.connected = false;
    this.clock.after(noticed, () => {
      if (device.connection === connection && !device.connected && this.coordinator.alive)
        this.dispatch({ type: 'deviceVanished', device: device.number, at: this.utc() });
    });
    this.clock.after(away, () => this.connect(device));
  }

  crash(device: FakeDevice): void {
    device.loseEverything();
    this.disconnect(device, this.chance.between(0, 200), this.chance.between(500, 6_000));
  }

  leave(device: FakeDevice, away: number): void {
    if (!device.connected) return;
    device.handBack();
    device.running = [];
    device.life++;
    const { connection } = device;
    this.carry(device, connection, 'up', () => {
      this.dispatch({ type: 'deviceLeft', device: device.number, at: this.utc() });
      device.connected = false;
      this.clock.after(away, () => this.connect(device));
    });
  }

  /** kill -9 and a new start. */
  kill(): void {
    if (!this.coordinator.alive) return;
    this.coordinator.kill();
    this.goOn(this.chance.between(50, 3_000));
  }

  restartAfterFailure(failed: FakeCoordinator): void {
    failed.alive = false;
    this.goOn(1);
  }

  private goOn(after: number): void {
    for (const device of this.devices.values()) {
      if (!device.connected) continue;
      device.connected = false;
      this.clock.after(after + this.chance.between(20, 1_200), () => this.connect(device));
    }
    this.clock.after(after, () => (this.coordinator = new FakeCoordinator(this)));
  }

  commitFails(): boolean {
    return !this.calm && this.chance.happens(0.002);
  }

  submit(number: number): void {
    const { chance } = this;
    const row = jobRow(number, {
      count: chance.int(1, 300),
      spanSize: chance.pick([8, 16, 64]),
      priority: chance.int(0, 2),
      kernel: chance.pick(['square', 'cube']),
      verification: chance.pick(['check', 'check', 'trust', 'agree', 'agree']),
      checkShare: chance.pick([1, 1, 0.3]),
      stops: chance.happens(0.25),
      state: chance.happens(0.3) ? 'uploading' : 'queued',
    });
    this.submitRow(row);
    if (row.state === 'uploading')
      this.clock.after(chance.between(500, 40_000), () =>
        this.dispatch({ type: 'jobUploaded', job: row.number }),
      );
  }

  submitRow(row: JobRow, harmless = false): void {
    const made = makeFakeJob(row, this.chance);
    const truth = harmless ? { ...made, poison: -1, killer: -1, rounds: 1 } : made;
    this.truths.set(row.number, truth);
    this.persist(truth);
  }

  /** Submits until it is on disk. */
  private persist(truth: FakeJob): void {
    const { row, costs } = truth;
    if (this.store.jobs.has(row.number) || truth.removed) return;
    this.dispatch({
      type: 'jobSubmitted',
      row: truth.looksInside ? { ...row, count: 0, spanSize: 1, totalCost: 0 } : row,
      costs: truth.looksInside ? { cost: () => 0 } : costs,
      payload: { input: new Uint8Array(), index: new Uint8Array(), inputParts: [] },
    });
    this.clock.after(500, () => this.persist(truth));
  }

  perform(from: FakeCoordinator, effect: Effect): void {
    switch (effect.type) {
      case 'sendLease':
      case 'sendTakeBack':
      case 'sendDrop':
      case 'sendSteering': {
        const device = this.devices.get(effect.device);
        if (effect.type === 'sendLease' && !this.approved.has(effect.device))
          this.complain(`device ${effect.device} was given work although nobody has approved it`);
        if (device?.connected) this.carry(device, device.connection, 'down', () => device.receive(effect));
        return;
      }
      case 'closeDevice': {
        const device = this.devices.get(effect.device);
        if (device) device.gone = true;
        return;
      }
      case 'reply':
        return this.reply(effect);
      case 'wakeAt':
        return from.wakeAt(effect.at);
      case 'note':
        return;
      case 'stopCompute':
        return this.compute.stop(effect.job);
      default:
        return this.compute.answer(from, effect);
    }
  }

  private reply({ ticket, status }: Extract<Effect, { type: 'reply' }>): void {
    const expected = this.tickets.get(ticket);
    if (!expected) return;
    if (status === 'recorded')
      for (const { job, index } of expected.chunks) {
        const row = this.store.jobs.get(job);
        if (
          row &&
          !['failed', 'cancelled'].includes(row.state) &&
          !this.store.valid(job, index) &&
          this.store.attemptOf(job, index) === 0
        )
          this.complain(`chunk ${index} of job ${job} was acknowledged but is not on disk`);
      }
    this.carry(expected.device, expected.connection, 'down', expected.thanked);
  }
}
