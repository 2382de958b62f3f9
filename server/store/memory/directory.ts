// What two memory stores can fight over: the stand-in for a data directory. It outlives the stores that open it, as a disk would.
import { makeId } from '../../../shared/contract/ids.ts';
import type { InviteRow } from '../../scheduler/changes.ts';
import type {
  BanRow,
  InvitationRow,
  MembershipRow,
  PasskeyRow,
  PersonRow,
  SessionRow,
  TokenRow,
} from '../../scheduler/people-rows.ts';
import type {
  DeviceRow,
  ExceptionRow,
  JobPayload,
  JobRow,
  ShareRow,
  SpanRow,
  SwarmRow,
} from '../../scheduler/rows.ts';
import type { NumberedAuditRow } from '../store.ts';

export interface StoredSegment {
  low: number;
  high: number;
  body: Uint8Array;
}

export interface StoredJob {
  row: JobRow;
  payload: JobPayload;
  low: number;
  nextNo: number;
  /** By first chunk; claimed in ascending order, so iteration is ascending. */
  spans: Map<number, SpanRow>;
  segments: StoredSegment[];
  exceptions: Map<number, ExceptionRow>;
  shares: Map<number, ShareRow>;
  resultParts: Set<string>;
}

export interface MemoryDirectory {
  owner: { epoch: number; holder: string; deadline: number };
  serverId: string;
  nextJob: number;
  nextDevice: number;
  swarms: Map<number, SwarmRow>;
  jobs: Map<number, StoredJob>;
  devices: Map<number, DeviceRow>;
  persons: Map<string, PersonRow>;
  /** By `membershipKey`. */
  memberships: Map<string, MembershipRow>;
  sessions: Map<string, SessionRow>;
  passkeys: Map<string, PasskeyRow>;
  tokens: Map<string, TokenRow>;
  invitations: Map<string, InvitationRow>;
  invites: Map<string, InviteRow>;
  bans: Map<string, BanRow>;
  /** Oldest first. */
  audit: NumberedAuditRow[];
  nextAudit: number;
  /** Bytes of payloads and segments held, and how many there is room for. */
  usedBytes: number;
  maxBytes: number;
}

export const membershipKey = (person: string, swarm: number) => `${person}/${swarm}`;

const systemRandom = (n: number) => crypto.getRandomValues(new Uint8Array(n));

export function makeMemoryDirectory(
  options: { maxBytes?: number; random?: (n: number) => Uint8Array } = {},
): MemoryDirectory {
  const { maxBytes = Infinity, random = systemRandom } = options;
  const first: SwarmRow = {
    number: 1,
    id: makeId('swm', random(16)),
    name: 'My swarm',
    state: 'running',
    throttle: 1,
    knocking: true,
  };
  return {
    owner: { epoch: 0, holder: '', deadline: -Infinity },
    serverId: makeId('srv', random(16)),
    nextJob: 1,
    nextDevice: 1,
    swarms: new Map([[1, first]]),
    jobs: new Map(),
    devices: new Map(),
    persons: new Map(),
    memberships: new Map(),
    sessions: new Map(),
    passkeys: new Map(),
    tokens: new Map(),
    invitations: new Map(),
    invites: new Map(),
    bans: new Map(),
    audit: [],
    nextAudit: 1,
    usedBytes: 0,
    maxBytes,
  };
}
