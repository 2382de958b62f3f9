// A scheduler in a test or bench: it is told what happens, in one short call each, and what came of it is asked for. Not used by the program.
import type { Holding } from '../../shared/contract/chunk.ts';
import type { DeviceStatus } from '../../shared/contract/device.ts';
import type { Change } from './changes.ts';
import { holds } from './chunk.ts';
import type { Effect } from './effects.ts';
import type { CostModel, SwarmEvent } from './events.ts';
import {
  batchOf,
  deviceNumber,
  deviceRow,
  emptyStore,
  jobNumber,
  jobRow,
  status,
  uniform,
  UTC,
} from './fake-rows.ts';
import { checkInvariants } from './invariants.ts';
import type { DeviceRow, JobRow, Restored, SpanRow } from './rows.ts';
import { makeScheduler, type Scheduler } from './scheduler.ts';

export type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;

/** A scheduler with a clock, that claims spans at once and checks the invariants after every event. */
export class Scenario {
  now = 0;
  /** Checking walks over everything. */
  checks = true;
  scheduler: Scheduler;
  /** What the last `tell` brought, without claims that were answered here. */
  effects: Effect[] = [];
  claimed = new Map<number, number>();
  private ticket = 0;
  private costs: CostModel;

  constructor(restored: Restored = emptyStore(), costs: CostModel = uniform) {
    this.costs = costs;
    const made = makeScheduler(restored, () => costs, 0);
    this.scheduler = made.scheduler;
    this.effects = this.answerClaims(made.effects);
    for (const { job, low } of restored.free) this.claimed.set(job, low);
  }

  get state() {
    return this.scheduler.state;
  }

  tell(event: SwarmEvent): Effect[] {
    const effects = this.answerClaims(this.scheduler.handle(event, this.now));
    if (this.checks) checkInvariants(this.state);
    this.effects = effects;
    return effects;
  }

  private answerClaims(effects: Effect[]): Effect[] {
    const rest: Effect[] = [];
    for (const effect of effects) {
      if (effect.type === 'claimSpan')
        rest.push(
          ...this.answerClaims(
            this.scheduler.handle(
              { type: 'spanClaimed', job: effect.job, span: this.cut(effect.job) },
              this.now,
            ),
          ),
        );
      else rest.push(effect);
    }
    return rest;
  }

  private cut(number: number): SpanRow | null {
    const row = this.job(number).row;
    const first = this.claimed.get(number) ?? 0;
    const count = Math.min(row.spanSize, row.count - first);
    if (count <= 0) return null;
    this.claimed.set(number, first + count);
    const bits = () => new Uint8Array((count + 7) >>> 3);
    return { job: row.number, no: first / row.spanSize, first, count, recorded: bits(), accepted: bits() };
  }

  /** Lets time pass, waking the scheduler whenever it asked for it. Gathers what that brought. */
  pass(ms: number): Effect[] {
    const until = this.now + ms;
    const all: Effect[] = [];
    for (let wakes = 0; this.state.wakeAsked <= until; wakes++) {
      if (wakes > 10 + ms) throw new Error('the scheduler asks to be woken without end');
      this.now = Math.max(this.now, this.state.wakeAsked);
      all.push(...this.tell({ type: 'wokeUp' }));
    }
    this.now = until;
    this.effects = all;
    return all;
  }

  job(number: number) {
    const job = this.state.jobs.get(jobNumber(number));
    if (!job) throw new Error(`no job ${number}`);
    return job;
  }

  device(number: number) {
    const device = this.state.devices.get(deviceNumber(number));
    if (!device) throw new Error(`no device ${number}`);
    return device;
  }

  submit(number: number, over: Partial<JobRow> = {}): Effect[] {
    const payload = { input: new Uint8Array(), index: new Uint8Array(), inputParts: [] };
    return this.tell({ type: 'jobSubmitted', row: jobRow(number, over), payload, costs: this.costs });
  }

  join(number: number, over: Partial<DeviceRow> = {}): Effect[] {
    return this.tell({ type: 'deviceJoined', row: deviceRow(number, over) });
  }

  connect(number: number, over: Partial<DeviceStatus> = {}, holding: Holding[] = []): Effect[] {
    const { capabilities: own } = this.device(number).row;
    return this.tell({
      type: 'deviceConnected',
      device: deviceNumber(number),
      capabilities: own,
      status: status(over),
      holding,
      at: UTC + this.now,
    });
  }

  /** Joins and connects. */
  add(number: number, over: Partial<DeviceRow> = {}, stat: Partial<DeviceStatus> = {}): Effect[] {
    this.join(number, over);
    return this.connect(number, stat);
  }

  vanish(number: number): Effect[] {
    return this.tell({ type: 'deviceVanished', device: deviceNumber(number), at: UTC + this.now });
  }

  leave(number: number): Effect[] {
    return this.tell({ type: 'deviceLeft', device: deviceNumber(number), at: UTC + this.now });
  }

  report(number: number, over: Partial<DeviceStatus> = {}): Effect[] {
    return this.tell({
      type: 'deviceReported',
      device: deviceNumber(number),
      status: status({ holding: 1, ...over }),
    });
  }

  results(device: number, job: number, indexes: readonly number[], cpu = 1, generation = 1): Effect[] {
    return this.tell({
      type: 'resultsArrived',
      device: deviceNumber(device),
      batch: batchOf(job, indexes, cpu, generation),
      ticket: ++this.ticket,
      at: UTC + this.now,
    });
  }

  fail(device: number, job: number, index: number, message = 'it broke'): Effect[] {
    const failure = { job: jobNumber(job), generation: 1, index, code: 'threw' as const, message };
    return this.tell({
      type: 'chunkFailed',
      device: deviceNumber(device),
      failure,
      ticket: ++this.ticket,
      at: UTC + this.now,
    });
  }

  judge(
    effect: EffectOf<'verify'>,
    verdict: 'accepted' | 'rejected' | 'unproven',
    reason = '',
    stops = false,
    groups?: readonly (readonly number[])[],
  ): Effect[] {
    const { job, generation, index, attempt, device, verifies } = effect;
    return this.tell({
      type: 'resultJudged',
      job,
      generation,
      index,
      attempt,
      device,
      verdict,
      reason,
      isVerified: verifies === 'always' || (stops && verifies === 'if-it-stops'),
      stops,
      ...(groups && { groups }),
    });
  }

  commit(): Change[] {
    return this.scheduler.cutTick();
  }

  /** Numbers of the devices that hold this chunk. */
  holdersOf(job: number, index: number): number[] {
    return [...this.job(job).leases]
      .filter((lease) => holds(lease, index))
      .map((lease) => lease.device.row.number);
  }

  /** Leases held now by a device: [first, chunks left] of each. */
  held(number: number): number[][] {
    return [...this.device(number).leases.values()].map((lease) => [lease.first, lease.left]);
  }
}

export const only = <T extends Effect['type']>(effects: readonly Effect[], type: T): EffectOf<T>[] =>
  effects.filter((effect): effect is EffectOf<T> => effect.type === type);
