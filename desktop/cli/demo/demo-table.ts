// The demonstration's table: which device did what, and compute time and wall time apart.
import type { JobReport } from '../../host/run-job.ts';
import { formatBytes, formatSeconds } from '../output/format.ts';
import { wallSeconds } from '../output/json.ts';
import { formatTable } from '../output/table.ts';

export function describeDemoJob({ job, devices }: JobReport): string[] {
  const compute = devices.reduce((sum, device) => sum + device.seconds, 0);
  const wall = wallSeconds(job);
  const rows = [
    ...devices.map(({ name, chunks, seconds }) => [name, chunks, formatSeconds(seconds)]),
    ['together', devices.reduce((sum, device) => sum + device.chunks, 0), formatSeconds(compute)],
  ];
  return [
    `${job.kernel}: ${job.chunks} chunks, ${formatBytes(job.inputBytes)}`,
    ...formatTable(['device', 'chunks', 'compute time'], rows).map((line) => `  ${line}`),
    `  wall time ${formatSeconds(wall)}, from the first chunk handed out to the finished output: ${wall > 0 ? (compute / wall).toFixed(2) : '–'} × speed-up`,
  ];
}

export const SPEED_UP_NOTE =
  'Speed-up is compute time (CPU seconds of the devices’ threads for results that count) over wall time. All of it ran on this one\n' +
  'computer, which also ran the coordinator and its checks, so it cannot exceed the number of cores; with other machines it can.';
