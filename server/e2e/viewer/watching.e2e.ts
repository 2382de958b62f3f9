// What a screen says over a real socket, and what it is told for it.
import { describe, expect, test } from 'vitest';
import { readBars } from '../../../shared/contract/stream-bars.ts';
import { WATCH_LITTLE } from '../../../shared/contract/viewer-watch.ts';
import { WATCH_PERIOD_MS } from '../../../shared/contract/viewer-messages.ts';
import { messagesToViewer } from '../../../shared/contract/said-by-coordinator.ts';
import { probeBytes } from '../kill/probe-bytes.ts';
import { watchAsViewer } from '../test-viewer.ts';
import { until, useCoordinator } from '../use-coordinator.ts';

const coordinator = useCoordinator();
const asOwner = async (watch?: unknown) =>
  watchAsViewer(coordinator.url, {
    auth: { token: await coordinator.ownerToken(), ...(watch !== undefined && { watch }) },
  });

describe('[P31] a screen that says what it shows', () => {
  test('in its handshake gets that and no more', async () => {
    const viewer = await asOwner({ ...WATCH_LITTLE, turn: 4, jobs: 'latest' });
    const [what, snapshot] = await viewer.first;
    expect(what).toBe('snapshot');
    expect(Object.keys(snapshot as object).toSorted()).toEqual([
      'jobs',
      'swarm',
      'totals',
      'turn',
      'waiting',
    ]);
    expect(snapshot).toMatchObject({ turn: 4, jobs: [] });
    viewer.close();
  });

  test('later gets a snapshot of that; of several wishes in quick succession the last is answered', async () => {
    const viewer = await asOwner();
    await viewer.first;
    for (const turn of [1, 2, 3]) viewer.emit('watch', { ...WATCH_LITTLE, turn });
    const last = await viewer.show({ ...WATCH_LITTLE, turn: 9, outline: 'names' });
    expect(last.outline).toEqual([]);
    // the first may come at once; those in between are not answered
    const turns = viewer.snapshots.map(({ turn }) => turn);
    expect(turns.at(-1)).toBe(9);
    expect(turns.filter((turn) => turn === 2 || turn === 3)).toEqual([]);
    viewer.close();
  });

  test('keeps its outline through another wish for it, and hears what became of it meanwhile', async () => {
    const viewer = await asOwner({ ...WATCH_LITTLE, outline: 'names' });
    await viewer.first;
    const device = await coordinator.connect();
    await device.hello();
    await new Promise((resolve) => setTimeout(resolve, WATCH_PERIOD_MS));
    const next = await viewer.show({ ...WATCH_LITTLE, turn: 2, outline: 'names', jobs: 'lines' });
    expect(next).toMatchObject({ continues: true });
    expect(next.outline).toBeUndefined();
    const told = await until(
      async () => viewer.updates.flatMap(({ outline = [] }) => outline),
      (lines) => lines.length > 0,
    );
    expect(told).toMatchObject([{ name: 'test', kind: 'server' }]);
    viewer.close();
  });

  test.each([
    ['a window that is too wide', { devices: { from: 0, count: 201 } }],
    ['too many lanes', { stream: { from: 0, to: null, lanes: Array.from({ length: 513 }, (_, i) => i) } }],
    ['a time before time', { stream: { from: -1, to: null, lanes: 'all' } }],
    ['something else', 'everything'],
  ])('is told and closed when it says %s, in either place', async (_, watch) => {
    const first = await asOwner(watch);
    expect(await first.first).toMatchObject(['refused', { code: 'malformed-message' }]);
    await first.closed;
    const second = await asOwner();
    await second.first;
    second.emit('watch', watch);
    await second.closed;
  });
});

test('[P36] a chunk that a device finished is a bar with its job, its CPU and its place in time', async () => {
  const device = await coordinator.connect();
  await device.hello();
  const job = await coordinator.submitProbe(2);
  const lease = await device.nextLease((each) => each.jobId === job.id);
  const began = Date.now();
  const viewer = await asOwner({ ...WATCH_LITTLE, stream: { from: began - 60_000, to: null, lanes: 'all' } });
  await viewer.first;
  await device.send(lease, [[lease.first, probeBytes(lease.first)]]);
  const told = await until(
    async () => viewer.updates.find(({ bars }) => bars !== undefined),
    (update) => update !== undefined,
  );
  expect(messagesToViewer.update.safeParse(told).success).toBe(true);
  expect(told?.streamJobs).toMatchObject([{ id: job.id, kernel: 'probe' }]);
  const bars = readBars(new Uint8Array(told?.bars ?? []));
  expect([bars?.count, bars?.done[0], bars?.failed[0], bars?.cpu[0]]).toEqual([1, 1, 0, 1]);
  expect(Math.abs((bars?.start[0] ?? 0) - began)).toBeLessThan(5_000);
  // who comes later may look back at it
  const later = await asOwner({
    ...WATCH_LITTLE,
    stream: { from: began - 60_000, to: Date.now(), lanes: 'all' },
  });
  const [, snapshot] = (await later.first) as [string, { bars: Uint8Array }];
  expect(readBars(new Uint8Array(snapshot.bars))?.count).toBe(1);
  later.close();
  viewer.close();
});
