// How a job comes to its end: all chunks accepted or failed, then reduce, then done; or cancelled, or failed. What an ended job leaves in
// memory is its row and its shares.
import type { JobState } from '../../shared/contract/job.ts';
import { endLease } from './lease.ts';
import { dequeue } from './job-queue.ts';
import { type Device, type Job, type Turn, isLive, utcNow } from './swarm-state.ts';

const chunks = (n: number) => (n === 1 ? '1 chunk' : `${n} chunks`);

const found = ({ row }: Job) => (row.stoppedAt === null ? [] : [`Found in chunk ${row.stoppedAt}`]);

/** Results that nobody could agree with [V12]. */
export function countTrusted({ shares }: Job): number {
  let trusted = 0;
  for (const share of shares.values()) trusted += share.trusted;
  return trusted;
}

function trustNote(job: Job): string[] {
  const trusted = countTrusted(job);
  if (trusted === 0) return [];
  return [`${trusted === 1 ? '1 result' : `${trusted} results`} accepted on trust: no second device`];
}

/** What is to be said of a job that is done; nothing when all went as it should. */
export const doneNote = (job: Job) =>
  [...found(job), ...(job.failed === 0 ? [] : [`${chunks(job.failed)} failed`]), ...trustNote(job)].join(
    ', ',
  );

/** Every chunk is accepted or failed, or what was looked for is found, and nobody looks for suspect results: time to reduce, or to give up [E1][E9]. */
export function settle(turn: Turn, job: Job): void {
  const { row } = job;
  if (row.state !== 'running' && row.state !== 'queued') return;
  if (row.count === 0 || job.finds.size > 0) return;
  if (row.stoppedAt === null && job.accepted + job.failed < row.count) return;
  if (job.failed === row.count)
    return endJob(turn, job, 'failed', `All ${chunks(job.failed)} failed`, utcNow(turn));
  // Copies that are still out have nothing to add.
  dropLeases(turn, job);
  row.state = 'reducing';
  turn.state.tick.jobs.add(job);
  turn.effects.push({ when: 'afterCommit', type: 'reduce', job: row.number, generation: row.generation });
}

/** Results that were counted are in doubt while reduce is under way: it is void, and so is its answer [E3]. */
export function unsettle(turn: Turn, job: Job): void {
  if (job.row.state !== 'reducing') return;
  job.row.state = 'running';
  job.row.generation++;
  turn.state.tick.jobs.add(job);
  // After the commit, so that it comes after a reduce that waits for the same one.
  turn.effects.push({ when: 'afterCommit', type: 'stopCompute', job: job.row.number });
}

/** Tells every device that works on the job to forget it, and forgets their leases. */
export function dropLeases(turn: Turn, job: Job): void {
  const { number, generation } = job.row;
  const devices = new Set<Device>();
  for (const lease of job.leases) {
    devices.add(lease.device);
    endLease(turn, lease);
  }
  for (const span of job.spans) span.holder = null;
  job.copies.clear();
  for (const device of devices) {
    // a drop before its commit would make devices forget a job that a failed tick brings back
    turn.effects.push({
      when: 'afterCommit',
      type: 'sendDrop',
      device: device.row.number,
      job: number,
      generation,
    });
    turn.state.restless.add(device.swarm);
    device.swarm.wanting.add(device);
  }
}

export function endJob(
  turn: Turn,
  job: Job,
  state: JobState & ('done' | 'failed' | 'cancelled'),
  note: string,
  at: number,
): void {
  if (!isLive(job)) return;
  const { row } = job;
  const wasComputing = row.state === 'reducing' || row.count === 0 || job.recorded > job.accepted;
  dropLeases(turn, job);
  if (wasComputing && state !== 'done')
    turn.effects.push({ when: 'afterCommit', type: 'stopCompute', job: row.number });
  row.state = state;
  row.note = note;
  row.endedAt = at;
  // its plan may be large and is never asked again
  job.costs = { cost: () => 0 };
  turn.state.tick.jobs.add(job);
  const swarm = turn.state.swarms.get(row.swarm);
  if (swarm) dequeue(swarm.queue, job);
  // Spans with changes stay reachable through the open tick until it is cut.
  job.spans = [];
  job.ready = [];
  job.lastSpan = null;
  job.pending = 0;
  job.claimed = job.recorded + job.failed;
  job.history = new Map();
  job.finds.clear();
  job.unseconded.clear();
  job.undecided.clear();
  job.exhausted.clear();
  turn.state.doubtful.delete(job);
  turn.effects.push({ when: 'afterCommit', type: 'note', swarm: row.swarm, ...endNote(job) });
}

function endNote(job: Job): { text: string; tone: 'info' | 'good' | 'warning' } {
  const { name, state, note, stoppedAt } = job.row;
  if (state === 'cancelled') return { text: `${name} was cancelled.`, tone: 'info' };
  if (state === 'failed') return { text: `${name} failed: ${note}.`, tone: 'warning' };
  const [trusted] = trustNote(job);
  if (note === doneNote(job) && job.failed === 0) {
    const how = [
      ...(stoppedAt === null ? [] : [`found in chunk ${stoppedAt}`]),
      ...(trusted ? [trusted] : []),
    ];
    return {
      text: how.length === 0 ? `${name} is done.` : `${name} is done: ${how.join(', ')}.`,
      tone: 'good',
    };
  }
  return note === ''
    ? { text: `${name} is done.`, tone: 'good' }
    : { text: `${name} is done, but ${note}.`, tone: 'warning' };
}
