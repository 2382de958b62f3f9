// One change to a memory directory, with the way back noted in `undo` (run in reverse when a later change of the tick fails). Rows are
// copied on the way in: the caller goes on using its own.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { JobRow, SpanRow } from '../../scheduler/rows.ts';
import { checkChange } from '../check-change.ts';
import { applyPeopleChange } from './apply-people-change.ts';
import type { MemoryDirectory, StoredJob } from './directory.ts';
import { remove, set, type Undo } from './undo.ts';

export const copySpan = (row: SpanRow): SpanRow => ({
  ...row,
  recorded: row.recorded && new Uint8Array(row.recorded),
  accepted: row.accepted && new Uint8Array(row.accepted),
});

/** @throws when the change contradicts what is held; CoveyError `disk-full` beyond the directory's room. */
export function applyChange(directory: MemoryDirectory, change: Change, undo: Undo): void {
  checkChange(change);
  switch (change.type) {
    case 'jobAdded':
      return addJob(directory, change, undo);
    case 'jobChanged': {
      const job = jobOf(directory, change.row.number);
      refuseTwin(directory, change.row);
      const before = job.row;
      undo.push(() => (job.row = before));
      job.row = structuredClone(change.row);
      return;
    }
    case 'jobIndexed': {
      const job = jobOf(directory, change.job);
      const before = job.payload;
      use(directory, change.index.length - before.index.length, undo);
      undo.push(() => (job.payload = before));
      job.payload = { ...before, index: new Uint8Array(change.index) };
      return;
    }
    case 'jobRemoved': {
      const job = directory.jobs.get(change.job);
      if (!job) return;
      use(directory, -heldBytes(job), undo);
      return remove(directory.jobs, change.job, undo);
    }
    case 'segmentAdded': {
      const { low, high, body, parts } = change;
      const { segments, resultParts } = jobOf(directory, change.job);
      use(directory, body.length, undo);
      segments.push({ low, high, body: new Uint8Array(body) });
      const added = parts.filter((sha) => !resultParts.has(sha));
      for (const sha of added) resultParts.add(sha);
      undo.push(() => {
        segments.pop();
        for (const sha of added) resultParts.delete(sha);
      });
      return;
    }
    case 'spanChanged': {
      const { spans } = jobOf(directory, change.row.job);
      const { first, no, count, job } = change.row;
      const before = spans.get(first);
      if (before?.no !== no || before.count !== count)
        throw new Error(`span ${no} of job ${job} at chunk ${first} was never claimed`);
      return set(spans, first, copySpan(change.row), undo);
    }
    case 'exceptionChanged':
      return set(
        jobOf(directory, change.row.job).exceptions,
        change.row.index,
        structuredClone(change.row),
        undo,
      );
    case 'shareChanged':
      return set(jobOf(directory, change.row.job).shares, change.row.device, { ...change.row }, undo);
    case 'deviceAdded': {
      const { number, id } = change.row;
      if (directory.devices.has(number) || [...directory.devices.values()].some((row) => row.id === id))
        throw new Error(`there is a device ${number} already`);
      const next = directory.nextDevice;
      undo.push(() => (directory.nextDevice = next));
      directory.nextDevice = Math.max(next, number + 1);
      return set(directory.devices, number, structuredClone(change.row), undo);
    }
    case 'deviceChanged':
      if (!directory.devices.has(change.row.number))
        throw new Error(`there is no device ${change.row.number} to change`);
      return set(directory.devices, change.row.number, structuredClone(change.row), undo);
    case 'deviceRemoved':
      return remove(directory.devices, change.device, undo);
    case 'swarmChanged':
      return set(directory.swarms, change.row.number, { ...change.row }, undo);
    default:
      return applyPeopleChange(directory, change, undo);
  }
}

function addJob(directory: MemoryDirectory, change: Extract<Change, { type: 'jobAdded' }>, undo: Undo): void {
  const { number, id } = change.row;
  if (directory.jobs.has(number) || [...directory.jobs.values()].some(({ row }) => row.id === id))
    throw new Error(`there is a job ${number} already`);
  if (!directory.swarms.has(change.row.swarm)) throw new Error(`there is no swarm ${change.row.swarm}`);
  refuseTwin(directory, change.row);
  const { input, index, inputParts } = change.payload;
  const job: StoredJob = {
    row: structuredClone(change.row),
    payload: { input: new Uint8Array(input), index: new Uint8Array(index), inputParts: [...inputParts] },
    low: 0,
    nextNo: 0,
    spans: new Map(),
    segments: [],
    exceptions: new Map(),
    shares: new Map(),
    resultParts: new Set(),
  };
  use(directory, heldBytes(job), undo);
  const next = directory.nextJob;
  undo.push(() => (directory.nextJob = next));
  directory.nextJob = Math.max(next, number + 1);
  set(directory.jobs, number, job, undo);
}

/** What may be made once is there once. */
function refuseTwin(directory: MemoryDirectory, { number, origin }: JobRow): void {
  if (origin === null) return;
  for (const { row } of directory.jobs.values())
    if (row.origin === origin && row.number !== number)
      throw new Error(`there is a job of ${origin} already`);
}

function jobOf(directory: MemoryDirectory, number: number): StoredJob {
  const job = directory.jobs.get(number);
  if (!job) throw new Error(`there is no job ${number} to change`);
  return job;
}

const heldBytes = ({ payload, segments }: StoredJob): number =>
  segments.reduce((bytes, { body }) => bytes + body.length, payload.input.length + payload.index.length);

function use(directory: MemoryDirectory, bytes: number, undo: Undo): void {
  if (directory.usedBytes + bytes > directory.maxBytes)
    throw new CoveyError('disk-full', 'no room left in memory');
  undo.push(() => (directory.usedBytes -= bytes));
  directory.usedBytes += bytes;
}
