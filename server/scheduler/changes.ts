// A change as data: the currency between the scheduler (and the few other owners of durable state) and the store. A tick is a list
// of changes that are committed together or not at all.
import type { InviteId, JobNumber, Sha256 } from '../../shared/contract/ids.ts';
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
}

export interface SessionRow {
  /** SHA-256 hex of the cookie's value. */
  hash: string;
  swarm: number;
  createdAt: number;
  lastUsedAt: number;
}

export type Change =
  | { type: 'jobAdded'; row: JobRow; payload: JobPayload }
  /** The whole row again; the payload never changes. */
  | { type: 'jobChanged'; row: JobRow }
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
  | { type: 'inviteChanged'; row: InviteRow }
  | { type: 'sessionChanged'; row: SessionRow }
  | { type: 'sessionRemoved'; hash: string };
