// What must survive a restart, behind one interface that every engine implements and one suite (store-contract.ts) checks. No engine is
// ever asked which chunk comes next: pending work is a number (`free.low`), owned work is spans with a bitmap, results are packed segments.
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { ChunkRange } from '../../shared/contract/chunk.ts';
import type { DeviceNumber, JobNumber, Sha256 } from '../../shared/contract/ids.ts';
import type { Change, InviteRow } from '../scheduler/changes.ts';
import type {
  AuditRow,
  BanRow,
  InvitationRow,
  MembershipRow,
  PasskeyRow,
  PersonRow,
  SessionRow,
  TokenRow,
} from '../scheduler/people-rows.ts';
import type { ResultsWanted } from './results/read-results.ts';
import type { ExceptionRow, JobPayload, JobRow, Restored, ShareRow, SpanRow } from '../scheduler/rows.ts';

/** Who asks to own the store, and for how long a sign of life counts. */
export interface Claim {
  /** Any text that names this process, e.g. its URL and pid. */
  holder: string;
  /** UTC ms now; the engines have no clock. */
  now: number;
  termMs: number;
  /** True when the caller knows that the former holder is dead: no waiting for its deadline. */
  force: boolean;
}

/** Who may come in and by what: all of it, read once at the start. Oldest first. */
export interface StoredAccess {
  persons: PersonRow[];
  memberships: MembershipRow[];
  sessions: SessionRow[];
  passkeys: PasskeyRow[];
  tokens: TokenRow[];
  invitations: InvitationRow[];
  invites: InviteRow[];
  bans: BanRow[];
}

/** Rows of these swarms; null stands for what concerns the coordinator. */
export interface AuditQuery {
  swarms: readonly (number | null)[];
  /** Only rows with a smaller id. */
  before?: number | undefined;
  limit: number;
  /** Only rows with one of these. */
  actions?: readonly AuditAction[] | undefined;
  outcome?: AuditRow['outcome'] | undefined;
  /** Anywhere in actor, target, address or detail, in capitals or not. */
  search?: string | undefined;
}

/** `id` grows with every row and is never given twice. */
export type NumberedAuditRow = AuditRow & { id: number };

export type Opened =
  | ({
      kind: 'opened';
      restored: Restored;
      serverId: string;
      /** Above every job and device there ever was, removed ones too: a number used twice would let late results count for another job. */
      nextJob: JobNumber;
      nextDevice: DeviceNumber;
    } & StoredAccess)
  /** Somebody else lives there. */
  | { kind: 'busy'; holder: string; deadline: number };

export interface Store {
  /**
   * Takes ownership: epoch + 1, all spans adopted. The owner itself may open again without waiting.
   * @throws CoveyError `upgrade-required` when a newer program wrote the data, `fenced` when this object was.
   */
  open(claim: Claim): Promise<Opened>;
  /**
   * One transaction: renews the deadline under this epoch, then applies every change. `fenced`: somebody else took over, nothing was
   * written and nothing ever will be again by this object.
   * @throws CoveyError `disk-full` when there is no room; nothing was written.
   */
  commit(changes: readonly Change[], now: number): Promise<'committed' | 'fenced'>;
  /** Cuts the next span off a job's unclaimed chunks and owns it, in a transaction of its own under the same fence. */
  claimSpan(job: JobNumber, now: number): Promise<SpanRow | null | 'fenced'>;

  /** Record (header and bytes) of one chunk with this attempt number; null when there is none. */
  readResult(job: JobNumber, index: number, attempt: number): Promise<Uint8Array | null>;
  /**
   * Packed records of chunks [first, first+count), ascending, one per chunk: the one with the chunk's present attempt number. Chunks
   * without a valid record are left out, and with `accepted` those that do not count yet. At most `maxBytes` (but at least one record):
   * `next` is where to go on, or null at the end.
   */
  readResults(
    job: JobNumber,
    range: ChunkRange,
    maxBytes: number,
    which?: ResultsWanted,
  ): Promise<{ records: Uint8Array; next: number | null }>;
  /** Chunks of a job whose valid record came from this device. */
  findTouched(job: JobNumber, device: DeviceNumber): Promise<ChunkRange[]>;
  readPayload(job: JobNumber): Promise<JobPayload | null>;
  /** Failed chunks first, then those that went wrong, then the others, each by number. */
  listExceptions(job: JobNumber, limit: number): Promise<ExceptionRow[]>;
  /** Spans of one job, also of an ended one. */
  listSpans(job: JobNumber): Promise<SpanRow[]>;
  listShares(job: JobNumber): Promise<ShareRow[]>;
  listJobs(): Promise<JobRow[]>;
  /** Which of these parts nothing refers to any more (a job's script, input, results or outputs). */
  unreferenced(parts: readonly Sha256[]): Promise<Sha256[]>;

  /** Newest first. */
  readAudit(query: AuditQuery): Promise<NumberedAuditRow[]>;

  /** Waits for the calls before it, then gives ownership up so that the next one need not wait. Idempotent. */
  close(): Promise<void>;
}
