// What is remembered of people and of what they did. Secrets are kept as SHA-256 hex only. Times are UTC ms.
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { BanId, InvitationId, PersonId, SessionId, TokenId } from '../../shared/contract/ids.ts';
import type { Role, Scope } from '../../shared/contract/people.ts';
import type { SwarmNumber } from './rows.ts';

export interface PersonRow {
  id: PersonId;
  name: string;
  /** May make further swarms. */
  administrator: boolean;
  createdAt: number;
}

export interface MembershipRow {
  person: PersonId;
  swarm: SwarmNumber;
  role: Role;
  since: number;
}

export interface SessionRow {
  id: SessionId;
  /** Of the cookie's value. */
  hash: string;
  person: PersonId;
  /** The swarm whose screens it shows. */
  swarm: SwarmNumber;
  label: string;
  createdAt: number;
  lastUsedAt: number;
}

export interface PasskeyRow {
  /** The credential's id, base64url. */
  id: string;
  person: PersonId;
  name: string;
  /** Host name it is good for (WebAuthn's relying party id), with the port of the page it was made on. */
  host: string;
  /** COSE key, base64url. */
  publicKey: string;
  counter: number;
  transports: string[];
  createdAt: number;
  lastUsedAt: number | null;
}

export interface TokenRow {
  id: TokenId;
  hash: string;
  person: PersonId;
  swarm: SwarmNumber;
  name: string;
  scopes: Scope[];
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
}

export interface InvitationRow {
  id: InvitationId;
  hash: string;
  swarm: SwarmNumber;
  role: Role;
  createdBy: PersonId;
  createdAt: number;
  expiresAt: number;
}

/** A device key that must not join this swarm again. */
export interface BanRow {
  id: BanId;
  swarm: SwarmNumber;
  /** Of the device's public key. */
  keyHash: string;
  /** The device's name when it was banned. */
  name: string;
  by: string;
  at: number;
}

/** `swarm` null: it concerns the coordinator. The store numbers rows as they come. */
export interface AuditRow {
  at: number;
  swarm: SwarmNumber | null;
  action: AuditAction;
  outcome: 'done' | 'refused';
  actor: string;
  target: string;
  address: string;
  detail: string;
}
