// What the scheduler alone costs: creating jobs of very different size, leasing late in a job against early, taking results,
// and taking back what a reconnecting device holds.
import { type BenchRow, benchRow } from '../../shared/testing/bench-row.ts';
import {
  batchOf,
  capabilities,
  deviceNumber,
  deviceRow,
  emptyStore,
  jobNumber,
  jobRow,
  status,
  UTC,
} from './fake-rows.ts';
import type { Holding } from '../../shared/contract/chunk.ts';
import type { Effect } from './effects.ts';
import type { CostModel, SwarmEvent } from './events.ts';
import { makeScheduler } from './scheduler.ts';

export const name = 'scheduler';

const SPAN = 8192;
const DEVICES = 10;
/** Many small leases, as for a plan that describes each chunk. */
const costs: CostModel = { cost: (_, count) => count, maxLease: 256 };

function makeRun(count: number, answersClaims = true, deviceCount = DEVICES) {
  const devices = Array.from({ length: deviceCount }, (_, i) => deviceRow(i + 1));
  const { scheduler } = makeScheduler(emptyStore({ devices }), () => costs, 0);
  const leases: Extract<Effect, { type: 'sendLease' }>[] = [];
  let low = 0;
  const handle = (event: SwarmEvent, now: number): void => {
    for (const effect of scheduler.handle(event, now)) {
      if (effect.type === 'sendLease') leases.push(effect);
      if (effect.type !== 'claimSpan' || !answersClaims) continue;
      const size = Math.min(SPAN, count - low);
      const bits = () => new Uint8Array((size + 7) >>> 3);
      const span =
        size > 0
          ? { job: effect.job, no: low / SPAN, first: low, count: size, recorded: bits(), accepted: bits() }
          : null;
      low += size;
      handle({ type: 'spanClaimed', job: effect.job, span }, now);
    }
  };
  const submit = () => {
    const payload = { input: new Uint8Array(), index: new Uint8Array(), inputParts: [] };
    handle({ type: 'jobSubmitted', row: jobRow(1, { count, spanSize: SPAN }), payload, costs }, 1);
  };
  const connect = (holding: Holding[] = [], now = 2) => {
    for (const { number } of devices)
      handle(
        {
          type: 'deviceConnected',
          device: number,
          capabilities: capabilities(),
          status: status({ threads: 4 }),
          holding,
          at: UTC,
        },
        now,
      );
  };
  return { scheduler, leases, handle, submit, connect };
}

const row = (what: string, rounds: number[], peer?: { name: string; value: number }) =>
  benchRow(`${name}: ${what}`, 'µs', rounds, peer);

/** Microseconds to take a job in. */
function timeCreation(count: number): number[] {
  const times: number[] = [];
  for (let i = 0; i < 400; i++) {
    const run = makeRun(count, false);
    const before = performance.now();
    run.submit();
    run.scheduler.cutTick();
    times.push((performance.now() - before) * 1000);
  }
  return times.slice(200);
}

/** Runs a whole job in batches of 64; µs per record, and µs per event that granted a lease near its beginning and its end. */
function timeJob(count: number) {
  const run = makeRun(count);
  run.submit();
  run.scheduler.cutTick();
  run.connect();
  const early: number[] = [];
  const late: number[] = [];
  const blocks: number[] = [];
  let done = 0;
  let inBlock = 0;
  let spent = 0;
  let now = 3;
  for (let next = run.leases.shift(); next; next = run.leases.shift()) {
    for (let first = next.first; first < next.first + next.count; first += 64) {
      const size = Math.min(64, next.first + next.count - first);
      const batch = batchOf(
        1,
        Array.from({ length: size }, (_, i) => first + i),
        0.001,
      );
      const before = performance.now();
      const had = run.leases.length;
      run.handle(
        { type: 'resultsArrived', device: deviceNumber(next.device), batch, ticket: 1, at: UTC },
        (now += 1),
      );
      const took = (performance.now() - before) * 1000;
      const brought = run.leases[had];
      if (brought && brought.first > 0.005 * count && brought.first < 0.02 * count) early.push(took);
      if (brought && brought.first > 0.98 * count && brought.first < 0.995 * count) late.push(took);
      done += size;
      inBlock += size;
      spent += took;
      if (inBlock < 100_000) continue;
      const cut = performance.now();
      run.scheduler.cutTick();
      blocks.push((spent + (performance.now() - cut) * 1000) / inBlock);
      inBlock = spent = 0;
    }
  }
  if (run.scheduler.state.jobs.get(jobNumber(1))?.row.state !== 'reducing')
    throw new Error('the job did not come to its end');
  return { early, late, blocks };
}

/** µs per chunk of a device that comes back and holds a whole span under so many leases. */
function timeReturn(leases: number): number[] {
  const run = makeRun(SPAN, true, 1);
  run.submit();
  run.connect();
  const size = SPAN / leases;
  const holding = Array.from({ length: leases }, (_, i): Holding => ({
    leaseId: i + 1,
    job: jobNumber(1),
    generation: 1,
    first: i * size,
    count: size,
  }));
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const before = performance.now();
    run.connect(holding, 3 + i);
    times.push(((performance.now() - before) * 1000) / SPAN);
  }
  if (run.scheduler.state.devices.get(deviceNumber(1))?.leases.size !== leases)
    throw new Error('the device does not hold what it said');
  return times.slice(20);
}

export async function run(): Promise<BenchRow[]> {
  const small = timeCreation(10);
  const large = timeCreation(10_000_000);
  timeJob(500_000);
  const { early, late, blocks } = timeJob(4_000_000);
  const few = row('a chunk that comes back under one of 4 leases', timeReturn(4));
  const tiny = row('job of 10 chunks created', small);
  const begun = row('a batch that brings a lease, at 1 % of 4 million chunks', early);
  return [
    tiny,
    row('job of 10 million chunks created', large, { name: 'job of 10 chunks', value: tiny.value }),
    begun,
    row('a batch that brings a lease, at 99 %', late, { name: 'at 1 %', value: begun.value }),
    row('handling and cutting one result', blocks.slice(1)),
    few,
    row('a chunk that comes back under one of 1,024 leases', timeReturn(1024), {
      name: 'of 4 leases',
      value: few.value,
    }),
  ];
}
