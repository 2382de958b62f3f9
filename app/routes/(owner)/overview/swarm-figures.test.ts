import { expect, test } from 'vitest';
import type { DeviceView } from '#shared/contract/device.ts';
import type { JobView } from '#shared/contract/job.ts';
import { readFigures } from './swarm-figures.ts';

const device = (name: string, more: Partial<DeviceView> & { kind?: DeviceView['capabilities']['kind'] }) =>
  ({
    name,
    connected: true,
    duty: 1,
    leased: 4,
    threads: 2,
    rate: 1,
    cpuSeconds: 3600,
    capabilities: { kind: more.kind ?? 'laptop', cores: 4, memoryGiB: 8 },
    ...more,
  }) as DeviceView;
const job = (state: JobView['state'], chunks: number, recorded: number, failed = 0) =>
  ({ state, chunks, recorded, failed }) as JobView;

test('devices, cores and memory are those of who is online; a phone that does not say is counted as unknown', () => {
  const quiet = device('phone', { kind: 'phone' });
  quiet.capabilities = { ...quiet.capabilities, memoryGiB: null };
  const figures = readFigures([device('a', {}), quiet, device('off', { connected: false })], [], 0);
  expect(figures).toMatchObject({ online: 2, working: 2, cores: 8, memory: 8, memoryUnknown: 1 });
});

test('the queue is what is left of every live job, and takes as long as the present rate says', () => {
  const jobs = [job('running', 100, 40, 10), job('queued', 50, 0), job('done', 99, 99), job('paused', 5, 0)];
  expect(readFigures([], jobs, 10)).toMatchObject({
    running: 1,
    waiting: 2,
    queue: { chunks: 105, seconds: 10.5 },
  });
  expect(readFigures([], jobs, 0).queue.seconds).toBeNull();
});

test('speed-up is against the fastest device, and nothing while nothing moves', () => {
  const devices = [device('slow', { rate: 1 }), device('fast', { rate: 4 }), device('mid', { rate: 3 })];
  expect(readFigures(devices, [], 8).speedUp).toEqual({ factor: 2, best: 'fast' });
  expect(readFigures([device('a', { rate: 0 })], [], 0).speedUp).toBeNull();
});

test('energy: busy threads now, all thread time ever, by the kind of device', () => {
  const figures = readFigures(
    [device('laptop', { duty: 0.5 }), device('idle server', { kind: 'server', leased: 0 })],
    [],
    0,
  );
  expect(figures.watts).toEqual({ low: 2, likely: 3.5, high: 7 });
  expect(figures.wattHours).toEqual({ low: 4, likely: 7.5, high: 15 });
});
