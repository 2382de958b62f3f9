// What no engine takes, whatever its own constraints: a change that would make the stored state contradict itself. A tick with one
// such change is refused whole. These are faults of the caller, never of a device, so they are plain errors.
import type { Change } from '../scheduler/changes.ts';
import type { JobRow, SpanRow } from '../scheduler/rows.ts';
import { checkSegment } from './results/segment.ts';

const ENDED = new Set(['done', 'failed', 'cancelled']);
const STARTED = new Set(['running', 'reducing', 'done']);

/** @throws Error that names the contradiction. */
export function checkChange(change: Change): void {
  switch (change.type) {
    case 'jobAdded':
    case 'jobChanged':
      return checkJob(change.row);
    case 'spanChanged':
      return checkSpan(change.row);
    case 'segmentAdded':
      return checkSegment(change);
    case 'sessionChanged':
      return checkHash(change.row.id, change.row.hash);
    case 'tokenChanged':
    case 'invitationChanged':
      checkHash(change.row.id, change.row.hash);
      if (change.row.expiresAt > change.row.createdAt) return;
      throw new Error(`${change.row.id} expires before it is made`);
    case 'banChanged':
      return checkHash(change.row.id, change.row.keyHash);
    case 'passkeyChanged':
      if (Number.isSafeInteger(change.row.counter) && change.row.counter >= 0) return;
      throw new Error(`passkey ${change.row.id} counts ${change.row.counter}`);
    case 'auditPruned':
      if (Number.isSafeInteger(change.keep) && change.keep >= 0) return;
      throw new Error(`${change.keep} audit rows cannot be kept`);
    default:
      return;
  }
}

/** A secret that was kept by mistake instead of its hash would be readable in the file for ever. */
function checkHash(id: string, hash: string): void {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`what ${id} keeps is no SHA-256 hash`);
}

function checkJob(row: JobRow): void {
  if (ENDED.has(row.state) !== (row.endedAt !== null))
    throw new Error(`job ${row.number} is ${row.state} and ended at ${row.endedAt}`);
  if (STARTED.has(row.state) && row.startedAt === null)
    throw new Error(`job ${row.number} is ${row.state} and never started`);
}

function checkSpan(row: SpanRow): void {
  const bytes = (row.count + 7) >> 3;
  for (const bits of [row.recorded, row.accepted]) {
    if (bits && bits.length !== bytes)
      throw new Error(
        `span ${row.no} of job ${row.job} has ${bits.length} bytes of bits for ${row.count} chunks`,
      );
  }
  if (row.recorded === null) return;
  for (const [i, recorded] of row.recorded.entries()) {
    if (((row.accepted ? (row.accepted[i] ?? 0) : 0xff) & ~recorded & usedBits(row.count, i)) !== 0)
      throw new Error(`span ${row.no} of job ${row.job} accepts chunks that are not recorded`);
  }
}

/** Which bits of byte i stand for chunks: all but in the last byte. */
const usedBits = (count: number, i: number) => (count - i * 8 >= 8 ? 0xff : (1 << (count - i * 8)) - 1);
