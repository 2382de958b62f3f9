// Why a job stands still although it may run: nobody who is there can compute it.
import { isFit } from '../scheduler/power.ts';
import { isLive, type Job, type Swarm } from '../scheduler/swarm-state.ts';

/** A sentence; empty while somebody can. */
export function waitsFor(job: Job, swarm: Swarm): string {
  const { needs } = job.costs;
  if (!needs || !isLive(job) || job.row.state === 'uploading') return '';
  for (const device of swarm.devices)
    if (device.connected && device.row.approved && isFit(device, job)) return '';
  return `It waits for a device that can compute it: ${needs.words}`;
}
