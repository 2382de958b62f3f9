// What goes wrong in a simulated swarm, and when: a seed makes jobs and devices of every temper, troubles them for a while, then lets peace
// return, after which every job must come to its end.
import type { JobNumber } from '../../../shared/contract/ids.ts';
import { capabilities, deviceRow } from '../fake-rows.ts';
import type { JobRow } from '../rows.ts';
import { type Temper, FakeDevice } from './fake-device.ts';
import type { FakeJob } from './fake-job.ts';
import { FakeWorld, OTHER_SWARM, type WorldOptions } from './fake-world.ts';

const CHAOS_MS = 60_000;
const PATIENCE_MS = 4 * 3_600_000;
const ENDED = ['done', 'failed', 'cancelled'];

export interface Outcome {
  complaints: string[];
  events: number;
  virtualMs: number;
}

function addDevice(world: FakeWorld, honest: boolean): void {
  const { chance } = world;
  const number = world.devices.size + 1;
  const kind = chance.pick(['phone', 'tablet', 'laptop', 'desktop', 'server'] as const);
  const liar = !honest && chance.happens(0.2);
  const temper: Temper = honest
    ? { throws: 0, lies: 0, honestFor: 0, loses: 0, repeats: 0 }
    : {
        throws: chance.happens(0.2) ? chance.scale(0.01, 0.9) : 0,
        lies: liar ? chance.pick([0.3, 1]) : 0,
        honestFor: chance.pick([0, 20]),
        loses: chance.happens(0.3) ? 0.03 : 0,
        repeats: 0.05,
      };
  const row = deviceRow(number, {
    approved: honest || chance.happens(0.8),
    capabilities: capabilities({
      kind,
      cores: chance.int(1, 16),
      gpu: chance.happens(0.3),
      benchmark: chance.between(100, 200_000),
    }),
  });
  const device = new FakeDevice(world, row, honest ? 2 : chance.scale(0.1, 10), chance.int(1, 4), temper);
  world.devices.set(number, device);
  if (row.approved) world.approved.add(number);
  else world.clock.after(chance.scale(100, 20_000), () => approve(world, device));
  world.connect(device);
}

function trouble(world: FakeWorld): void {
  const { chance } = world;
  const device = chance.pick([...world.devices.values()]);
  const jobs = [...world.truths.keys()];
  const job = chance.pick(jobs);
  const kind = chance.int(0, 20);
  if (kind <= 2) return world.disconnect(device, chance.pick([0, 100, 25_000]), chance.scale(50, 30_000));
  if (kind === 3) return world.crash(device);
  if (kind <= 5) return freeze(world, device);
  if (kind === 6) return world.leave(device, chance.scale(500, 20_000));
  if (kind === 7 && world.devices.size < 10) return addDevice(world, false);
  if (kind <= 10) return world.kill();
  if (kind === 11)
    return world.dispatch(chance.happens(0.5) ? { type: 'jobPaused', job } : { type: 'jobResumed', job });
  if (kind === 12) return world.dispatch({ type: 'jobPrioritized', job, priority: chance.int(-3, 3) });
  if (kind === 13)
    return world.dispatch({
      type: 'swarmSteered',
      swarm: 1,
      state: chance.pick(['running', 'running', 'paused', 'stopped'] as const),
    });
  if (kind === 14)
    return world.dispatch({
      type: 'deviceSteered',
      device: device.number,
      enabled: chance.happens(0.6),
      throttle: chance.pick([0, 0.5, 1]),
    });
  if (kind === 15 && chance.happens(0.3))
    return world.dispatch({ type: 'deviceSteered', device: device.number, quarantine: false });
  if (kind === 16 && world.devices.size > 3 && chance.happens(0.2))
    return world.dispatch({ type: 'deviceForgotten', device: device.number });
  if (kind === 17 && chance.happens(0.15))
    return world.dispatch({ type: 'jobCancelled', job, at: world.utc() });
  if (kind === 18 && chance.happens(0.1)) return remove(world, job);
  if (kind >= 19) return retry(world, job);
}

function approve(world: FakeWorld, { number }: FakeDevice): void {
  world.approved.add(number);
  world.dispatch({ type: 'deviceSteered', device: number, approved: true });
}

function move(world: FakeWorld, { number }: FakeDevice, swarm: number): void {
  world.dispatch({ type: 'deviceMoved', device: number, swarm, approved: world.approved.has(number) });
}

function moveAndReturn(world: FakeWorld, device: FakeDevice): void {
  move(world, device, OTHER_SWARM);
  world.clock.after(world.chance.scale(50, 10_000), () => move(world, device, 1));
}

function remove(world: FakeWorld, job: JobNumber): void {
  if (neverMade(world, job)) return;
  const truth = world.truths.get(job);
  if (truth) truth.removed = true;
  world.dispatch({ type: 'jobRemoved', job });
}

/** An owner who tries failed chunks again, of a job that goes on or of one whose end is on disk. */
function retry(world: FakeWorld, job: JobNumber): void {
  const { store, coordinator } = world;
  const known = coordinator.scheduler.state.jobs.get(job)?.row;
  const row = store.jobs.get(job);
  const truth = world.truths.get(job);
  if (!known || !truth) return;
  const hasEnded = ENDED.includes(known.state);
  if (hasEnded && row?.state !== known.state) return;
  const kept = hasEnded && { ...store.keptOf(job), costs: truth.costs };
  world.dispatch({ type: 'jobRetried', job, ...(kept && { kept }), at: world.utc() });
}

function freeze(world: FakeWorld, device: FakeDevice): void {
  device.frozen = true;
  const { life } = device;
  world.clock.after(world.chance.scale(500, 60_000), () => {
    if (device.life === life) thaw(world, device);
  });
}

function thaw(world: FakeWorld, device: FakeDevice): void {
  device.thaw();
  world.connect(device);
}

/** No more faults but those that belong to a job or to a liar; whatever an owner stopped goes on. */
function makePeace(world: FakeWorld): void {
  world.calm = true;
  for (const device of world.devices.values()) {
    Object.assign(device.temper, { loses: 0, throws: 0 });
    thaw(world, device);
  }
  addDevice(world, true);
  addDevice(world, true);
  addDevice(world, true);
  keepPeace(world);
}

/** Said again until heard: a coordinator may be starting just now. */
function keepPeace(world: FakeWorld): void {
  if (world.coordinator.alive) {
    world.dispatch({ type: 'swarmSteered', swarm: 1, state: 'running', throttle: 1 });
    for (const device of world.devices.values())
      if (!device.gone) {
        approve(world, device);
        move(world, device, 1);
        world.dispatch({ type: 'deviceSteered', device: device.number, enabled: true, throttle: 1 });
      }
    for (const job of world.truths.keys()) {
      world.dispatch({ type: 'jobUploaded', job });
      world.dispatch({ type: 'jobResumed', job });
      if (world.truths.get(job)?.removed) world.dispatch({ type: 'jobRemoved', job });
    }
    return;
  }
  world.clock.after(500, () => keepPeace(world));
}

const isOver = (world: FakeWorld) =>
  [...world.truths].every(
    ([job, truth]) =>
      truth.removed || neverMade(world, job) || ENDED.includes(world.store.jobs.get(job)?.state ?? ''),
  );

/** A round that was said to follow, and then its job did not end after all, or another was made in its place. */
const neverMade = (world: FakeWorld, job: JobNumber) =>
  world.truths.get(job)?.parent != null && !world.store.jobs.has(job);

export function simulate(seed: number, options: WorldOptions = {}): Outcome {
  const world = new FakeWorld(seed, options);
  const { chance, clock } = world;
  const jobs = chance.int(1, 4);
  for (let n = 1; n <= jobs; n++) clock.after(n === 1 ? 0 : chance.between(0, 20_000), () => world.submit(n));
  for (let n = chance.int(1, 5); n > 0; n--)
    clock.after(chance.between(0, 2_000), () => addDevice(world, false));
  const worse = () => {
    if (clock.now > CHAOS_MS) return;
    if (world.devices.size > 0 && world.truths.size > 0) trouble(world);
    if (chance.happens(0.1)) moveAndReturn(world, chance.pick([...world.devices.values()]));
    clock.after(chance.scale(100, 5_000), worse);
  };
  clock.after(3_000, worse);
  clock.after(CHAOS_MS, () => makePeace(world));
  while (
    world.complaints.length === 0 &&
    clock.now < PATIENCE_MS &&
    !(clock.now > CHAOS_MS + 1_000 && isOver(world))
  )
    if (!clock.step()) break;
  if (world.complaints.length === 0) checkEnd(world);
  return {
    complaints: [...world.complaints, ...world.store.complaints],
    events: world.events,
    virtualMs: clock.now,
  };
}

function checkEnd(world: FakeWorld): void {
  const { store } = world;
  if (world.coordinator.alive) world.coordinator.check('the end');
  for (const [job, truth] of world.truths) {
    const row = store.jobs.get(job);
    if (truth.removed || neverMade(world, job)) continue;
    if (!row || !ENDED.includes(row.state))
      world.complain(`job ${job} never came to its end: ${row?.state ?? 'unknown'}, ${describe(world, job)}`);
    else if (row.state === 'done') checkDone(world, job);
  }
}

function checkDone(world: FakeWorld, job: JobNumber): void {
  const { store } = world;
  const row = store.jobs.get(job);
  const truth = world.truths.get(job);
  if (!row || !truth) return;
  world.compute.checkReduce(job, true);
  checkSearch(world, row, truth);
  checkChain(world, row, truth);
  let recorded = 0;
  for (let index = 0; index < row.count; index++) {
    const exception = store.exceptions.get(`${job}/${index}`);
    if (!exception?.failed) {
      if (row.stoppedAt === null || store.valid(job, index)) recorded++;
    } else if (exception.threwOn.length < 3 && exception.crashes < 3 && exception.attempt < 5)
      world.complain(`chunk ${index} of job ${job} failed without three reasons`);
  }
  if (truth.poison >= 0 && row.stoppedAt === null && !store.exceptions.get(`${job}/${truth.poison}`)?.failed)
    world.complain(`poison chunk ${truth.poison} of job ${job} did not fail`);
  let shared = 0;
  for (const share of store.shares.values()) if (share.job === job) shared += share.chunks;
  if (shared !== recorded)
    world.complain(`devices are credited with ${shared} chunks of job ${job}, ${recorded} are recorded`);
  const isOnTrust = row.verification === 'agree' && /^\d+ results? accepted on trust/.test(row.note);
  if (row.note !== '' && !isOnTrust && row.stoppedAt === null && recorded === row.count)
    world.complain(`job ${job} is done but says ${row.note}`);
}

/** It is done, so the next round is made, unless somebody has removed it since. */
function checkChain(world: FakeWorld, row: JobRow, { rounds }: FakeJob): void {
  const { truths, store } = world;
  if (row.round >= rounds || row.stoppedAt !== null) return;
  const followers = [...store.jobs.values()].filter(({ parent }) => parent === row.id);
  const removed = [...truths.values()].some(({ parent, removed }) => parent === row.number && removed);
  if (followers.length !== 1 && !removed)
    world.complain(`${followers.length} rounds follow on job ${row.number}, round ${row.round} of ${rounds}`);
}

/** It ends early only at what it looked for, and never passes that by. */
function checkSearch(world: FakeWorld, row: JobRow, { needle }: FakeJob): void {
  const { number, stoppedAt, verification } = row;
  if (stoppedAt !== null && stoppedAt !== needle)
    world.complain(`job ${number} stopped at chunk ${stoppedAt}, looking for ${needle}`);
  // A liar who was alone with it may have hidden it.
  if (verification === 'agree') return;
  if (stoppedAt === null && needle >= 0 && !world.store.exceptions.get(`${number}/${needle}`)?.failed)
    world.complain(`job ${number} went to its end past chunk ${needle}, which it looked for`);
}

function describe(world: FakeWorld, number: JobNumber): string {
  const job = world.coordinator.scheduler.state.jobs.get(number);
  if (!job) return 'not in memory';
  const { pending, recorded, accepted, failed, claimed, freeLow } = job;
  return JSON.stringify({
    state: job.row.state,
    count: job.row.count,
    pending,
    recorded,
    accepted,
    failed,
    claimed,
    freeLow,
    leases: job.leases.size,
    finds: [...job.finds],
  });
}
