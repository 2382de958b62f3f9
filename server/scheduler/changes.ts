// A change as data: the currency between the scheduler (and the few other owners of durable state) and the store. A tick is a list
// of changes that are committed together or not at all.
import type {
  BanId,
  InvitationId,
  InviteId,
  JobNumber,
  PersonId,
  SessionId,
  Sha256,
  TokenId,
} from '../../shared/contract/ids.ts';
import type {
  AuditRow,
  BanRow,
  InvitationRow,
  MembershipRow,
  PasskeyRow,
  PersonRow,
  SessionRow,
  TokenRow,
} from './people-rows.ts';
import type { DeviceRow, ExceptionRow, JobPayload, JobRow, ShareRow, SpanRow, SwarmRow } from './rows.ts';

export interface InviteRow {
  id: InviteId;
  swarm: number;
  /** SHA-256 hex of the code without dashes, and of the token. */
  codeHash: string;
  tokenHash: string;
  uses: number;
  usesLeft: number;
  createdAt: number;
  expiresAt: number;
  revoked: boolean;
  /** Devices that come in by it wait for approval. */
  approve: boolean;
}

/** People, their ways in, and what is remembered of what they did. Never from the scheduler, but committed in the same ticks. */
export type PeopleChange =
  | { type: 'personChanged'; row: PersonRow }
  /** The person, with memberships, sessions, passkeys, tokens, and the invitations they made: their links must not bring them back. */
  | { type: 'personRemoved'; person: PersonId }
  | { type: 'membershipChanged'; row: MembershipRow }
  /** With the person's tokens in that swarm and the invitations they made to it. */
  | { type: 'membershipRemoved'; person: PersonId; swarm: number }
  | { type: 'sessionChanged'; row: SessionRow }
  | { type: 'sessionRemoved'; id: SessionId }
  | { type: 'passkeyChanged'; row: PasskeyRow }
  | { type: 'passkeyRemoved'; id: string }
  /** Needs the person's membership in its swarm. */
  | { type: 'tokenChanged'; row: TokenRow }
  | { type: 'tokenRemoved'; id: TokenId }
  | { type: 'invitationChanged'; row: InvitationRow }
  | { type: 'invitationRemoved'; id: InvitationId }
  | { type: 'inviteChanged'; row: InviteRow }
  | { type: 'inviteRemoved'; id: InviteId }
  /** A key is banned once per swarm. */
  | { type: 'banChanged'; row: BanRow }
  | { type: 'banRemoved'; id: BanId }
  | { type: 'audited'; row: AuditRow }
  /** All but the newest `keep` go. */
  | { type: 'auditPruned'; keep: number };

export type Change =
  | { type: 'jobAdded'; row: JobRow; payload: JobPayload }
  /** The whole row again; of the payload only the index ever changes, when the job is cut. */
  | { type: 'jobChanged'; row: JobRow }
  | { type: 'jobIndexed'; job: JobNumber; index: Uint8Array }
  /** The job, its spans, segments, exceptions, shares and references go. */
  | { type: 'jobRemoved'; job: JobNumber }
  /** Packed result records (result-batch.ts, without batch header) of chunks between low and high, both inclusive. */
  | {
      type: 'segmentAdded';
      job: JobNumber;
      body: Uint8Array;
      count: number;
      low: number;
      high: number;
      parts: Sha256[];
    }
  /** Bits of an owned span as they are now. */
  | { type: 'spanChanged'; row: SpanRow }
  | { type: 'exceptionChanged'; row: ExceptionRow }
  | { type: 'shareChanged'; row: ShareRow }
  | { type: 'deviceAdded'; row: DeviceRow }
  | { type: 'deviceChanged'; row: DeviceRow }
  | { type: 'deviceRemoved'; device: number }
  | { type: 'swarmChanged'; row: SwarmRow }
  | PeopleChange;
