// What one screen is told: what it shows, then only what changed of it.
import { expect, test } from 'vitest';
import { readFigures } from '../../shared/contract/device-figures.ts';
import type { ServerId } from '../../shared/contract/ids.ts';
import { readBars } from '../../shared/contract/stream-bars.ts';
import type { SwarmUpdate } from '../../shared/contract/viewer-messages.ts';
import { WATCH_ALL, WATCH_LITTLE, type Watch } from '../../shared/contract/viewer-watch.ts';
import { lookAtSwarm } from '../observe/look-at-swarm.ts';
import { makeBarRecorder } from '../observe/stream/record-bars.ts';
import { deviceNumber } from '../scheduler/fake-rows.ts';
import { Scenario } from '../scheduler/scenario.ts';
import { makeViewerTeller } from './tell-viewer.ts';

const serverId = `srv_${'0'.repeat(32)}` as ServerId;

/** A swarm of these devices and a screen that shows this. */
function watched(devices: number, part: Partial<Watch>) {
  const it = new Scenario();
  const bars = makeBarRecorder();
  for (let i = 1; i <= devices; i++) it.join(i);
  const seen = () => {
    const { state } = it.scheduler;
    const swarm = state.swarms.get(1)!;
    return { look: lookAtSwarm(state, swarm, { serverId, now: it.now, startedAt: 0 }), bars, utc: it.now };
  };
  const teller = makeViewerTeller({ ...WATCH_LITTLE, ...part });
  const first = teller.snapshot(seen(), [{ at: 1, text: 'began', tone: 'info' }]);
  const update = (happened: never[] = []) => teller.update(seen(), happened) as SwarmUpdate | null;
  const rename = (number: number, name: string) =>
    it.tell({ type: 'deviceSteered', device: deviceNumber(number), name });
  return { it, bars, first, update, rename };
}

test('[P31] who says nothing gets every device and job; who shows little gets numbers only', () => {
  const whole = watched(3, WATCH_ALL);
  expect(whole.first.devices?.map(({ name }) => name)).toEqual(['device 1', 'device 2', 'device 3']);
  expect(whole.first.events).toHaveLength(1);
  const little = watched(3, {});
  expect(Object.keys(little.first).toSorted()).toEqual(['swarm', 'totals', 'turn', 'waiting']);
  expect(little.first.totals).toMatchObject({ devices: 3, online: 0 });
});

test('[P31] nothing that happened is nothing told', () => {
  const { update } = watched(5, WATCH_ALL);
  expect(update()).toBeNull();
});

test('[P31] only the window is told, in its order; what enters it comes in full', () => {
  const { first, update, rename, it } = watched(30, { devices: { from: 10, count: 3 } });
  expect(first.devices?.map(({ number }) => number)).toEqual([11, 12, 13]);
  rename(25, 'somebody far below');
  expect(update()).toBeNull();
  rename(12, 'device 12 of the attic');
  expect(update()?.devices).toMatchObject([{ number: 12, name: 'device 12 of the attic' }]);
  it.connect(30);
  const moved = update();
  expect(moved?.deviceOrder).toEqual([10, 11, 12]);
  expect(moved?.devices?.map(({ number }) => number)).toEqual([10]);
  expect(moved?.totals).toMatchObject({ online: 1 });
});

test('[P35] what moves all the time is told as figures, with words told once', () => {
  const { it, update } = watched(3, WATCH_ALL);
  it.connect(2);
  const told = update();
  expect(told?.devices).toBeUndefined();
  const figures = readFigures(told!.figures!);
  expect(figures).toMatchObject([{ number: 2, state: { connected: true } }]);
  expect(told?.texts).toContain('no-work');
  it.connect(3);
  const next = update();
  expect(readFigures(next!.figures!)).toMatchObject([{ number: 3, state: figures![0]!.state }]);
  expect(next?.texts).toBeUndefined();
});

test('[P35] a picture of all devices gets a line and all figures of each', () => {
  const { first, update, rename } = watched(4, { outline: 'figures' });
  expect(first.outline).toHaveLength(4);
  expect(readFigures(first.figures!)).toHaveLength(4);
  expect(first.devices).toBeUndefined();
  rename(4, 'A first');
  expect(update()).toMatchObject({
    outline: [{ number: 4, name: 'A first' }],
    outlineOrder: [4, 1, 2, 3],
  });
});

test('[P36] bars come from the time asked for, then as they are made, of the lanes that are shown', () => {
  const bars = (packed: Uint8Array | undefined) => [...(readBars(packed!)?.device ?? [])];
  const { bars: recorder, update } = watched(3, {
    stream: { from: 0, to: null, lanes: [deviceNumber(1), deviceNumber(2)] },
  });
  const work = { job: 1, since: 0, done: 1, failed: 0, cpuMs: 1, threads: 1, duty: 1 };
  for (const device of [1, 2, 3]) recorder.record({ ...work, device, at: 1000 });
  recorder.flush(5000);
  expect(bars(update()?.bars)).toEqual([1, 2]);
  expect(update()).toBeNull();
});

test('[P36] who looks back is told the bars of that time and none that are made meanwhile', () => {
  const it = new Scenario();
  const recorder = makeBarRecorder();
  const work = { job: 1, since: 0, done: 1, failed: 0, cpuMs: 1, threads: 1, duty: 1, device: 1 };
  recorder.record({ ...work, at: 1000 });
  recorder.record({ ...work, at: 9000 });
  recorder.flush(20_000);
  const { state } = it.scheduler;
  const seen = {
    look: lookAtSwarm(state, state.swarms.get(1)!, { serverId, now: 0, startedAt: 0 }),
    bars: recorder,
    utc: 20_000,
  };
  const teller = makeViewerTeller({ ...WATCH_LITTLE, stream: { from: 500, to: 2000, lanes: 'all' } });
  expect(readBars(teller.snapshot(seen, []).bars!)?.count).toBe(1);
  recorder.record({ ...work, at: 21_000 });
  recorder.flush(30_000);
  expect(teller.update(seen, [])).toBeNull();
});

test('[P31] who looks for words is told the devices that have them, and how many they are', () => {
  const { first, update, rename } = watched(30, { devices: { from: 1, count: 2, find: ' 2  DEVICE' } });
  expect(first.devices?.map(({ name }) => name)).toEqual(['device 12', 'device 20']);
  expect(first.devicesFound).toBe(12);
  expect(update()).toBeNull();
  rename(2, 'the tablet on the shelf');
  expect(update()).toMatchObject({ devicesFound: 11, deviceOrder: [20, 21] });
});
