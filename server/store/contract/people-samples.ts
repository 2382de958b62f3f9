// People, what they prove who they are with, bans and audit rows for tests: complete and unlike each other.
import type { BanId, InvitationId, PersonId, SessionId, TokenId } from '../../../shared/contract/ids.ts';
import type { Change } from '../../scheduler/changes.ts';
import type {
  AuditRow,
  BanRow,
  InvitationRow,
  MembershipRow,
  PasskeyRow,
  PersonRow,
  SessionRow,
  TokenRow,
} from '../../scheduler/people-rows.ts';
import { id, sha } from './samples.ts';

export const personId = (n: number) => `per_${id(n)}` as PersonId;

export const personRow = (n: number, parts: Partial<PersonRow> = {}): PersonRow => ({
  id: personId(n),
  name: `Zoë ${n}`,
  administrator: true,
  createdAt: 1_700_000_000_010 + n,
  ...parts,
});

export const membershipRow = (n: number, parts: Partial<MembershipRow> = {}): MembershipRow => ({
  person: personId(n),
  swarm: 1,
  role: 'operator',
  since: 1_700_000_000_020 + n,
  ...parts,
});

/** Of person 1, as all the rows below. */
export const sessionRow = (n: number, parts: Partial<SessionRow> = {}): SessionRow => ({
  id: `ses_${id(n)}` as SessionId,
  hash: sha(n),
  person: personId(1),
  swarm: 1,
  label: 'Firefox, Linux',
  createdAt: 1_700_000_000_005 + n,
  lastUsedAt: 1_700_000_000_006,
  ...parts,
});

export const passkeyRow = (n: number, parts: Partial<PasskeyRow> = {}): PasskeyRow => ({
  id: `credential-${n}`,
  person: personId(1),
  name: 'Telefon',
  host: 'covey.local',
  publicKey: 'pQECAyYgASFYIA',
  counter: 4_000_000_000,
  transports: ['internal', 'hybrid'],
  createdAt: 1_700_000_000_030 + n,
  lastUsedAt: null,
  ...parts,
});

export const tokenRow = (n: number, parts: Partial<TokenRow> = {}): TokenRow => ({
  id: `tok_${id(n)}` as TokenId,
  hash: sha(n),
  person: personId(1),
  swarm: 1,
  name: 'nightly',
  scopes: ['see', 'jobs'],
  createdAt: 1_700_000_000_040 + n,
  expiresAt: 1_700_000_900_000,
  lastUsedAt: 1_700_000_000_077,
  ...parts,
});

export const invitationRow = (n: number, parts: Partial<InvitationRow> = {}): InvitationRow => ({
  id: `pin_${id(n)}` as InvitationId,
  hash: sha(n),
  swarm: 1,
  role: 'viewer',
  createdBy: personId(1),
  createdAt: 1_700_000_000_050 + n,
  expiresAt: 1_700_000_900_000,
  ...parts,
});

export const banRow = (n: number, parts: Partial<BanRow> = {}): BanRow => ({
  id: `ban_${id(n)}` as BanId,
  swarm: 1,
  keyHash: sha(n),
  name: `Küche ${n}`,
  by: 'Zoë 1',
  at: 1_700_000_000_060 + n,
  ...parts,
});

export const auditRow = (parts: Partial<AuditRow> = {}): AuditRow => ({
  at: 1_700_000_000_070,
  swarm: 1,
  action: 'device-joined',
  outcome: 'done',
  actor: 'Zoë 1',
  target: 'Küche 1',
  address: '192.168.1.20',
  detail: 'by code',
  ...parts,
});

/** Person n, a member of swarm 1. */
export const member = (n: number): Change[] => [
  { type: 'personChanged', row: personRow(n) },
  { type: 'membershipChanged', row: membershipRow(n) },
];
