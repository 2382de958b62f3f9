// A swarm whose devices must agree: honest ones that stay, a minority that lies, all in the same way, others that come and go or
// throw at everything, and a coordinator that is killed now and then. Nothing wrong may be accepted, and nobody honest may be blamed.
import { capabilities, deviceRow, jobRow } from '../../fake-rows.ts';
import { FakeDevice, type Temper } from '../fake-device.ts';
import { rightBytes, sameBytes } from '../fake-job.ts';
import { FakeWorld, type WorldOptions } from '../fake-world.ts';

const HONEST: Temper = { throws: 0, lies: 0, honestFor: 0, loses: 0, repeats: 0 };
const TROUBLE_MS = 40_000;
const PATIENCE_MS = 4 * 3_600_000;
const JOBS = [1, 2];

export interface Scene {
  /** Devices that stay, devices that come and go, devices that always lie, devices that stay and always throw. */
  honest: number;
  fickle: number;
  liars: number;
  throwers: number;
  chunks: number;
  kills: boolean;
  /** Of thread time for a chunk; without it as chance has it. */
  seconds?: number;
}

export interface Agreed {
  complaints: string[];
  /** Results computed for each chunk. */
  copies: number;
  /** Results that counted although nobody agreed. */
  trusted: number;
  virtualMs: number;
}

export function simulateAgreement(seed: number, scene: Scene, options: WorldOptions = {}): Agreed {
  const world = new FakeWorld(seed, options);
  const { chance, clock } = world;
  world.calm = true;
  const liars = new Set<number>();
  const add = (temper: Temper) => addDevice(world, temper);
  for (let n = 0; n < scene.honest; n++) add(HONEST);
  const fickle = Array.from({ length: scene.fickle }, () => add(HONEST));
  for (let n = 0; n < scene.throwers; n++) add({ ...HONEST, throws: 1 });
  for (let n = 0; n < scene.liars; n++) {
    const liar = add({ ...HONEST, lies: 1 });
    liars.add(liar.number);
    fickle.push(liar);
  }
  clock.after(2_000, () => {
    for (const number of JOBS) {
      const row = jobRow(number, {
        count: scene.chunks,
        spanSize: 64,
        verification: 'agree',
        checkShare: 0.1,
      });
      world.submitRow(row, true);
      const truth = world.truths.get(row.number);
      if (truth && scene.seconds !== undefined) truth.seconds = scene.seconds;
    }
  });
  const trouble = () => {
    if (clock.now > TROUBLE_MS) return;
    if (scene.kills && chance.happens(0.15)) world.kill();
    else if (fickle.length > 0) goAway(world, chance.pick(fickle));
    clock.after(chance.scale(200, 5_000), trouble);
  };
  clock.after(3_000, trouble);
  const isOver = () => JOBS.every((number) => stateOf(world, number) === 'done');
  while (world.complaints.length === 0 && clock.now < PATIENCE_MS && !isOver()) if (!clock.step()) break;
  if (world.complaints.length === 0) check(world, liars);
  const records = JOBS.map((number) => sizeOf(world, number));
  let trusted = 0;
  for (const share of world.store.shares.values()) trusted += share.trusted;
  return {
    complaints: [...world.complaints, ...world.store.complaints],
    copies: records.reduce((sum, count) => sum + count, 0) / (JOBS.length * scene.chunks),
    trusted,
    virtualMs: clock.now,
  };
}

function goAway(world: FakeWorld, device: FakeDevice): void {
  const { chance } = world;
  const how = chance.pick(['leave', 'leave', 'crash', 'disconnect'] as const);
  if (how === 'leave') world.leave(device, chance.scale(500, 20_000));
  else if (how === 'crash') world.crash(device);
  else world.disconnect(device, chance.pick([0, 100]), chance.scale(50, 15_000));
}

function addDevice(world: FakeWorld, temper: Temper): FakeDevice {
  const number = world.devices.size + 1;
  const row = deviceRow(number, { capabilities: capabilities({ kind: 'laptop', cores: 4 }) });
  const device = new FakeDevice(world, row, world.chance.scale(0.5, 4), 2, temper);
  world.devices.set(number, device);
  world.approved.add(number);
  world.connect(device);
  return device;
}

const jobOf = (world: FakeWorld, number: number) =>
  [...world.store.jobs.values()].find((row) => (row.number as number) === number);
const stateOf = (world: FakeWorld, number: number) => jobOf(world, number)?.state;

function sizeOf(world: FakeWorld, number: number): number {
  const row = jobOf(world, number);
  return (row && world.store.records.get(row.number)?.size) ?? 0;
}

function check(world: FakeWorld, liars: ReadonlySet<number>): void {
  const { store } = world;
  for (const number of JOBS) {
    const row = jobOf(world, number);
    if (row?.state !== 'done') {
      world.complain(`job ${number} never came to its end: ${row?.state ?? 'unknown'}`);
      continue;
    }
    for (let index = 0; index < row.count; index++) {
      // whatever was running it vanished three times
      if ((store.exceptions.get(`${number}/${index}`)?.crashes ?? 0) >= 3) continue;
      const record = store.valid(row.number, index, 'accepted');
      if (!record) world.complain(`chunk ${index} of job ${number} is missing`);
      else if (!sameBytes(record.bytes, rightBytes(row.number, index)))
        world.complain(`chunk ${index} of job ${number} is wrong`);
    }
  }
  for (const { number, quarantine } of store.devices.values()) {
    if (quarantine !== null && !liars.has(number))
      world.complain(`device ${number} is blamed: ${quarantine}`);
    if (quarantine === null && liars.has(number) && liedTwice(world, number))
      world.complain(`device ${number} lied twice and was not caught`);
  }
}

/** About two chunks of one job, and was heard: one may be a difference between machines. */
function liedTwice(world: FakeWorld, device: number): boolean {
  for (const records of world.store.records.values()) {
    const chunks = new Set<string | undefined>();
    for (const [key, record] of records)
      if ((record.device as number) === device) chunks.add(key.split('/')[0]);
    if (chunks.size > 1) return true;
  }
  return false;
}
