// Which job goes next: higher priority first; among equals the one that was granted least device time; among those the older. A heap whose
// entries carry their key, so that a change of key is a new entry and the old one is dropped when met.
import type { Job, JobQueue } from './swarm-state.ts';

type Entry = JobQueue['heap'][number];

export const makeJobQueue = (): JobQueue => ({ heap: [] });

const before = (a: Entry, b: Entry) =>
  a.priority !== b.priority
    ? a.priority > b.priority
    : a.granted !== b.granted
      ? a.granted < b.granted
      : a.job.row.number < b.job.row.number;

/** A job takes part while it has pending chunks and may run. */
export const isServable = (job: Job): boolean =>
  job.pending > 0 &&
  job.row.stoppedAt === null &&
  (job.row.state === 'running' || job.row.state === 'queued');

/** Puts the job in, or anew after its key changed. A job that comes back starts where the best of its equals stands, not with a credit. */
export function enqueue(queue: JobQueue, job: Job, again = false): void {
  if (job.queued && !again) return;
  const best = peek(queue);
  if (!job.queued && best && best.row.priority === job.row.priority)
    job.granted = Math.max(job.granted, best.granted);
  job.queued = true;
  job.queueTurn++;
  push(queue, { priority: job.row.priority, granted: job.granted, job, turn: job.queueTurn });
}

export function dequeue(queue: JobQueue, job: Job): void {
  if (!job.queued) return;
  job.queued = false;
  job.queueTurn++;
  if (queue.heap.length === 1) queue.heap.length = 0;
}

/** The best job that can be served now, left in its place. */
export function peek(queue: JobQueue): Job | null {
  for (;;) {
    const top = queue.heap[0];
    if (!top) return null;
    if (top.turn === top.job.queueTurn && isServable(top.job)) return top.job;
    if (top.turn === top.job.queueTurn) top.job.queued = false;
    pop(queue);
  }
}

function push(queue: JobQueue, entry: Entry): void {
  const { heap } = queue;
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const up = (i - 1) >>> 1;
    const parent = heap[up];
    if (!parent || !before(entry, parent)) break;
    heap[i] = parent;
    i = up;
  }
  heap[i] = entry;
}

function pop(queue: JobQueue): void {
  const { heap } = queue;
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let i = 0;
  for (;;) {
    let down = i * 2 + 1;
    let child = heap[down];
    if (!child) break;
    const right = heap[down + 1];
    if (right && before(right, child)) {
      down++;
      child = right;
    }
    if (!before(child, last)) break;
    heap[i] = child;
    i = down;
  }
  heap[i] = last;
}
