// Asks for a verdict on a recorded result, and says how closely it is to be looked at: whether it is verified at all, and whether it must be
// asked if it ends the job.
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import type { Verifies } from './effects.ts';
import { type Device, type Job, type Turn, nextRandom } from './swarm-state.ts';

/** Results in a row that a verifier must have accepted before a device is only sampled [V2]. */
export const PROVEN_AFTER = 10;

/** Who sent a result is in its record; a restart does not read them all. */
const AS_RECORDED = 0 as DeviceNumber;

/** null: it counts as it comes. */
export function lookAt(turn: Turn, job: Job, device: Device): Verifies | null {
  const { verification, stops } = job.row;
  if (verification === 'trust') return stops ? 'never' : null;
  if (mustVerify(turn, job, device)) return 'always';
  return stops ? 'if-it-stops' : null;
}

function mustVerify(turn: Turn, job: Job, device: Device): boolean {
  if (device.row.proven < PROVEN_AFTER || job.row.checkShare >= 1) return true;
  return nextRandom(turn.state) < job.row.checkShare;
}

export function askVerify(
  turn: Turn,
  job: Job,
  index: number,
  attempt: number,
  device: DeviceNumber,
  verifies: Verifies,
): void {
  turn.effects.push({
    when: 'afterCommit',
    type: 'verify',
    job: job.row.number,
    generation: job.row.generation,
    index,
    attempt,
    device,
    verifies,
  });
}

/** Once more, of a result that has no verdict yet. */
export function askRecorded(turn: Turn, job: Job, index: number): void {
  const attempt = job.history.get(index)?.row.attempt ?? 0;
  askVerify(turn, job, index, attempt, AS_RECORDED, job.row.verification === 'trust' ? 'never' : 'always');
}
