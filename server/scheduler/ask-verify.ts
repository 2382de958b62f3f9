// Asks for a verdict on a recorded result, and says how closely it is to be looked at: whether it is verified at all, what it is compared with,
// and whether it must be asked if it ends the job.
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import type { Verifies } from './effects.ts';
import { type ChunkHistory, type Device, type Job, type Turn, nextRandom } from './swarm-state.ts';

/** Results in a row that a verifier must have accepted, or others agreed with, before a device is only sampled [V2]. */
export const PROVEN_AFTER = 10;

/** Who sent a result is in its record; a restart does not read them all. */
const AS_RECORDED = 0 as DeviceNumber;

/** null: it counts as it comes. */
export function lookAt(turn: Turn, job: Job, device: Device, history?: ChunkHistory): Verifies | null {
  const { verification, stops } = job.row;
  if (verification === 'trust') return stops ? 'never' : null;
  // What others have said of this chunk is waiting for it.
  if (history && history.row.votes.length > 0) return 'always';
  if (!isProven(device) || isSampled(turn, job)) return 'always';
  return stops ? 'if-it-stops' : null;
}

export const isProven = (device: Device | undefined): boolean =>
  device !== undefined && device.row.quarantine === null && device.row.proven >= PROVEN_AFTER;

/** Whether this result of a proven device is looked at all the same. */
export const isSampled = (turn: Turn, job: Job): boolean =>
  job.row.checkShare >= 1 || nextRandom(turn.state) < job.row.checkShare;

export function askVerify(
  turn: Turn,
  job: Job,
  index: number,
  attempt: number,
  device: DeviceNumber,
  verifies: Verifies,
  history?: ChunkHistory,
): void {
  const votes = history && history.row.votes.length > 0 ? history.row.votes : null;
  turn.effects.push({
    when: 'afterCommit',
    type: 'verify',
    job: job.row.number,
    generation: job.row.generation,
    index,
    attempt,
    device,
    verifies,
    ...(votes && { votes: votes.map((vote) => vote.attempt) }),
  });
}

/** Once more, of a result that has no verdict yet. */
export function askRecorded(turn: Turn, job: Job, index: number): void {
  const history = job.history.get(index);
  const attempt = history?.row.attempt ?? 0;
  const verifies = job.row.verification === 'trust' ? 'never' : 'always';
  askVerify(turn, job, index, attempt, AS_RECORDED, verifies, history);
}
