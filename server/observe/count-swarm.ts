// The swarm counted, for every screen that shows any of it. Rounded, so that what hardly changes is not told again.
import { DeviceKind } from '../../shared/contract/device.ts';
import type { SwarmTotals } from '../../shared/contract/viewer-messages.ts';
import { readMeter } from '../scheduler/meter.ts';
import { type Device, isLive, type Job } from '../scheduler/swarm-state.ts';

/** `devices` without those at the door. */
export function countSwarm(devices: readonly Device[], jobs: readonly Job[], now: number): SwarmTotals {
  const online = devices.filter((device) => device.connected);
  const working = online.filter((device) => device.status.duty > 0 && device.leases.size > 0);
  const sum = (value: (device: Device) => number) => online.reduce((all, device) => all + value(device), 0);
  const inStates = (...states: Job['row']['state'][]) =>
    jobs.filter((job) => states.includes(job.row.state)).length;
  let rate = 0;
  let bestRate = 0;
  let bestName = '';
  for (const device of online) {
    const own = readMeter(device.meter, now);
    rate += own;
    if (own <= bestRate) continue;
    bestRate = own;
    bestName = device.row.name;
  }
  const moves = bestRate >= 0.01;
  return {
    devices: devices.length,
    online: online.length,
    working: working.length,
    cores: sum((device) => device.row.capabilities.cores),
    memoryGiB: Math.round(sum((device) => device.row.capabilities.memoryGiB ?? 0)),
    memoryUnknown: online.filter((device) => device.row.capabilities.memoryGiB === null).length,
    jobs: jobs.length,
    jobsRunning: inStates('running', 'reducing'),
    jobsWaiting: inStates('queued', 'uploading', 'paused'),
    chunksQueued: jobs
      .filter(isLive)
      .reduce((all, job) => all + Math.max(0, job.row.count - job.recorded - job.failed), 0),
    rate: moves ? round(rate, 100) : 0,
    bestRate: moves ? round(bestRate, 100) : 0,
    bestName: moves ? bestName : '',
    busyThreads: byKind(working, ({ status }) => status.threads * status.duty, 10),
    cpuSeconds: byKind(devices, ({ row }) => row.cpuSeconds, 1),
  };
}

function byKind(
  devices: readonly Device[],
  value: (device: Device) => number,
  steps: number,
): Record<DeviceKind, number> {
  const sums = Object.fromEntries(DeviceKind.options.map((kind) => [kind, 0])) as Record<DeviceKind, number>;
  for (const device of devices) sums[device.row.capabilities.kind] += value(device);
  for (const kind of DeviceKind.options) sums[kind] = round(sums[kind], steps);
  return sums;
}

const round = (value: number, steps: number) => Math.round(value * steps) / steps;
