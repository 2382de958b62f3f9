// What the swarm amounts to now, from what the live view says of devices and jobs. Pure.
import type { DeviceKind, DeviceView } from '#shared/contract/device.ts';
import { ENDED_STATES, type JobView } from '#shared/contract/job.ts';

export interface Range {
  low: number;
  likely: number;
  high: number;
}

/**
 * Watts that one busy core draws, socket to socket: what makers state for whole processors under load, by their threads. An assumption,
 * since no browser and few programs can measure it.
 */
export const WATTS_PER_CORE: Readonly<Record<DeviceKind, Range>> = {
  phone: { low: 0.3, likely: 0.6, high: 1.2 },
  tablet: { low: 0.4, likely: 0.8, high: 1.6 },
  laptop: { low: 2, likely: 3.5, high: 7 },
  desktop: { low: 4, likely: 7, high: 12 },
  server: { low: 2, likely: 4, high: 8 },
};

export interface SwarmFigures {
  online: number;
  working: number;
  cores: number;
  /** GiB of those that say how much they have. */
  memory: number;
  memoryUnknown: number;
  running: number;
  waiting: number;
  queue: {
    chunks: number;
    /** At the present rate; null when nothing moves. */
    seconds: number | null;
  };
  /** Against the fastest device by itself; null while nothing moves. */
  speedUp: { factor: number; best: string } | null;
  watts: Range;
  /** Watt hours of everything that was ever computed by devices that are still known. */
  wattHours: Range;
}

export function readFigures(
  devices: readonly DeviceView[],
  jobs: readonly JobView[],
  rate: number,
): SwarmFigures {
  const online = devices.filter((device) => device.connected);
  const working = online.filter((device) => device.duty > 0 && device.leased > 0);
  const live = jobs.filter((job) => !ENDED_STATES.has(job.state));
  const queue = live.reduce((sum, job) => sum + Math.max(0, job.chunks - job.recorded - job.failed), 0);
  const [best] = online.toSorted((a, b) => b.rate - a.rate);
  const isRunning = ({ state }: JobView) => state === 'running' || state === 'reducing';
  return {
    online: online.length,
    working: working.length,
    cores: online.reduce((sum, device) => sum + device.capabilities.cores, 0),
    memory: online.reduce((sum, device) => sum + (device.capabilities.memoryGiB ?? 0), 0),
    memoryUnknown: online.filter((device) => device.capabilities.memoryGiB === null).length,
    running: live.filter(isRunning).length,
    waiting: live.filter((job) => !isRunning(job)).length,
    queue: { chunks: queue, seconds: rate > 0 ? queue / rate : null },
    speedUp:
      best && best.rate > 0
        ? { factor: online.reduce((sum, device) => sum + device.rate, 0) / best.rate, best: best.name }
        : null,
    watts: addUp(working, (device) => device.threads * device.duty),
    wattHours: addUp(devices, (device) => device.cpuSeconds / 3600),
  };
}

function addUp(devices: readonly DeviceView[], cores: (device: DeviceView) => number): Range {
  const total: Range = { low: 0, likely: 0, high: 0 };
  for (const device of devices) {
    const watts = WATTS_PER_CORE[device.capabilities.kind];
    for (const key of ['low', 'likely', 'high'] as const) total[key] += watts[key] * cores(device);
  }
  return total;
}
