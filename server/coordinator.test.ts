// The loop: nothing leaves before it is on disk, a failed commit leaves no trace, a fenced coordinator ends.
import { describe, expect, test } from 'vitest';
import type { Capabilities } from '../shared/contract/device.ts';
import { CoveyError } from '../shared/contract/errors.ts';
import type { DeviceNumber, JobNumber } from '../shared/contract/ids.ts';
import { packBatch, parseBatch, type Batch } from '../shared/contract/result-batch.ts';
import { type Coordinator, makeCoordinator } from './coordinator.ts';
import { makePlans } from './plans.ts';
import type { Change } from './scheduler/changes.ts';
import type { Effect } from './scheduler/effects.ts';
import { deviceRow, jobRow, payload } from './store/contract/samples.ts';
import { makeMemoryStore } from './store/memory/memory-store.ts';
import { makeMemoryDirectory } from './store/memory/directory.ts';
import type { Store } from './store/store.ts';

const capabilities: Capabilities = {
  kind: 'server',
  runtime: 'node',
  os: '',
  cores: 2,
  memoryGiB: null,
  gpu: false,
  benchmark: 0,
};
const device = 5 as DeviceNumber;
const job = 1 as JobNumber;

interface Scene {
  coordinator: Coordinator;
  sent: Effect[];
  closed: string[];
  fenced: number;
  /** Next commits behave so; then normally. */
  script: ((really: () => Promise<'committed' | 'fenced'>) => Promise<'committed' | 'fenced'>)[];
  ticks: (readonly Change[])[];
}

async function makeScene(): Promise<Scene> {
  const directory = makeMemoryDirectory();
  const scene = {
    sent: [] as Effect[],
    closed: [] as string[],
    fenced: 0,
    script: [] as Scene['script'],
    ticks: [] as Scene['ticks'],
  };
  const openStore = (): Store => {
    const store = makeMemoryStore(directory);
    return {
      ...store,
      commit(changes, now) {
        const really = async () => {
          const outcome = await store.commit(changes, now);
          if (changes.length > 0) scene.ticks.push(changes);
          return outcome;
        };
        return scene.script.shift()?.(really) ?? really();
      },
    };
  };
  const plans = makePlans();
  const coordinator = makeCoordinator({
    openStore,
    plans,
    devices: {
      perform: (effect) => void scene.sent.push(effect),
      closeAll: (code) => void scene.closed.push(code),
    },
    compute: { perform: (effect) => void scene.sent.push(effect) },
    log: () => undefined,
    now: () => performance.now(),
    utc: () => Date.now(),
    claim: () => ({ holder: 'test', termMs: 60_000, force: false }),
    tickMs: 1,
    renewMs: 60_000,
    onNote: () => undefined,
    onFenced: () => void scene.fenced++,
  });
  await coordinator.start();
  const input = payload({
    input: Buffer.from(JSON.stringify({ kind: 'range', start: 0, count: 100 })),
    index: new Uint8Array(0),
    inputParts: [],
  });
  const swarm = [...coordinator.scheduler.state.swarms.keys()][0] ?? 1;
  const row = jobRow(job, {
    kernel: 'probe',
    params: {},
    swarm,
    generation: 9,
    count: 100,
    spanSize: 100,
    totalCost: 100,
    verification: 'trust',
    state: 'queued',
    stops: false,
    stoppedAt: null,
  });
  plans.add(row, input);
  coordinator.dispatch({ type: 'jobSubmitted', row, payload: input, costs: plans.costs(job) });
  const { state } = coordinator.scheduler;
  coordinator.dispatch({
    type: 'deviceJoined',
    row: deviceRow(device, {
      swarm,
      capabilities,
      approved: true,
      enabled: true,
      throttle: 1,
      quarantine: null,
    }),
  });
  await coordinator.persist();
  expect(state.jobs.size).toBe(1);
  return Object.assign(scene, { coordinator });
}

function connect({ coordinator }: Scene): void {
  coordinator.dispatch({
    type: 'deviceConnected',
    device,
    capabilities,
    status: { duty: 1, reason: 'working', threads: 2, holding: 0, unacknowledged: 0 },
    holding: [],
    at: Date.now(),
  });
}

function batchOf(index: number): Batch {
  const bytes = packBatch({ job, generation: 9 }, [
    { index, start: 0, cpu: 5, digest: new Uint8Array(16), byReference: false, bytes: new Uint8Array(8) },
  ]);
  const batch = parseBatch(bytes);
  if (!batch) throw new Error('the test packs a batch that cannot be read');
  return batch;
}

const report = ({ coordinator }: Scene, index: number) =>
  coordinator.ask((ticket) => ({
    type: 'resultsArrived',
    device,
    batch: batchOf(index),
    ticket,
    at: Date.now(),
  }));

async function waitFor(fits: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !fits(); i++) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(fits()).toBe(true);
}

const leased = (scene: Scene) => scene.sent.some((effect) => effect.type === 'sendLease');

describe('the loop', () => {
  test('[P13] a result is acknowledged only after its tick is on disk', async () => {
    const scene = await makeScene();
    connect(scene);
    await waitFor(() => leased(scene));
    const gate = Promise.withResolvers<void>();
    scene.script.push(async (really) => {
      await gate.promise;
      return really();
    });
    const order: string[] = [];
    const answer = report(scene, 0).then((status) => order.push(`answered ${status}`));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(order).toEqual([]);
    gate.resolve();
    await answer;
    expect(order).toEqual(['answered recorded']);
    expect(scene.ticks.at(-1)?.map((change) => change.type)).toContain('segmentAdded');
    await scene.coordinator.stop();
  });

  test('events go on while a tick is being committed and land in the next one', async () => {
    const scene = await makeScene();
    connect(scene);
    await waitFor(() => leased(scene));
    const gate = Promise.withResolvers<void>();
    scene.script.push(async (really) => {
      await gate.promise;
      return really();
    });
    const first = report(scene, 0);
    await waitFor(() => scene.script.length === 0);
    const second = report(scene, 1);
    gate.resolve();
    expect(await Promise.all([first, second])).toEqual(['recorded', 'recorded']);
    const segments = scene.ticks.flat().filter((change) => change.type === 'segmentAdded');
    expect(segments).toHaveLength(2);
    await scene.coordinator.stop();
  });

  test('a failed commit emits nothing, sends devices away and goes back to what is on disk', async () => {
    const scene = await makeScene();
    connect(scene);
    await waitFor(() => leased(scene));
    scene.script.push(() => Promise.reject(new CoveyError('disk-full', 'no room')));
    await expect(report(scene, 0)).rejects.toMatchObject({ code: 'disk-full' });
    expect(scene.closed).toEqual(['disk-full']);
    await waitFor(() => scene.coordinator.isRunning());
    expect(scene.coordinator.scheduler.state.jobs.get(job)?.recorded).toBe(0);
    connect(scene);
    expect(await report(scene, 0)).toBe('recorded');
    expect(scene.coordinator.scheduler.state.jobs.get(job)?.recorded).toBe(1);
    await scene.coordinator.stop();
  });

  test('a fenced coordinator acknowledges nothing any more and says so once', async () => {
    const scene = await makeScene();
    connect(scene);
    await waitFor(() => leased(scene));
    scene.script.push(() => Promise.resolve('fenced'));
    await expect(report(scene, 0)).rejects.toMatchObject({ code: 'fenced' });
    await expect(report(scene, 1)).rejects.toMatchObject({ code: 'fenced' });
    await expect(scene.coordinator.persist()).rejects.toMatchObject({ code: 'fenced' });
    expect([scene.fenced, scene.closed]).toEqual([1, ['fenced']]);
    await scene.coordinator.stop();
  });

  test('stop commits what was taken, and is idempotent', async () => {
    const scene = await makeScene();
    connect(scene);
    await waitFor(() => leased(scene));
    const answer = report(scene, 0);
    await Promise.all([scene.coordinator.stop(), scene.coordinator.stop()]);
    expect(await answer).toBe('recorded');
    expect(scene.ticks.flat().some((change) => change.type === 'segmentAdded')).toBe(true);
    await expect(report(scene, 1)).rejects.toMatchObject({ code: 'stopping' });
  });
});
