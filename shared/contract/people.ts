// People and what they may do: roles in a swarm, scopes of API tokens, and what screens are told of them.
import * as z from 'zod/mini';
import { InvitationId, PersonId, SessionId, SwarmId, TokenId } from './ids.ts';
import { ROLES } from './roles.ts';

export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** What an API token may be used for, within the role of the person who made it. */
export const SCOPES = ['see', 'jobs', 'devices', 'people'] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

export const PersonName = z.string().check(z.trim(), z.minLength(1), z.maxLength(60));

/** A swarm somebody belongs to. */
export const MembershipView = z.object({ swarmId: SwarmId, name: z.string(), role: Role });
export type MembershipView = z.infer<typeof MembershipView>;

/** Who is asking. `person` is null for somebody who did not sign in. */
export const SessionInfo = z.object({
  person: z.nullable(
    z.object({
      id: PersonId,
      name: z.string(),
      /** May make further swarms on this coordinator. */
      administrator: z.boolean(),
    }),
  ),
  role: z.nullable(Role),
  /** The swarm whose screens are shown; null when the person is in none (any more). */
  swarmId: z.nullable(SwarmId),
  swarms: z.array(MembershipView),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

/** One place where a person is signed in. */
export const OpenSession = z.object({
  id: SessionId,
  /** Browser and system, as the browser says. */
  label: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number(),
  isThisOne: z.boolean(),
});
export type OpenSession = z.infer<typeof OpenSession>;

export const MemberView = z.object({
  id: PersonId,
  name: z.string(),
  role: Role,
  since: z.number(),
  lastSeenAt: z.nullable(z.number()),
  isMe: z.boolean(),
});
export type MemberView = z.infer<typeof MemberView>;

/** An invitation for a person. The link is shown only when it is made: only its hash is kept. */
export const InvitationView = z.object({
  id: InvitationId,
  role: Role,
  createdBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
});
export type InvitationView = z.infer<typeof InvitationView>;
export const NewInvitation = z.object({ ...InvitationView.shape, url: z.string() });
export type NewInvitation = z.infer<typeof NewInvitation>;

/** A one-time link by which a person signs in elsewhere. */
export const SignInLink = z.object({ url: z.string(), expiresAt: z.number() });
export type SignInLink = z.infer<typeof SignInLink>;

export const TokenView = z.object({
  id: TokenId,
  name: z.string(),
  scopes: z.array(Scope),
  createdAt: z.number(),
  expiresAt: z.number(),
  lastUsedAt: z.nullable(z.number()),
});
export type TokenView = z.infer<typeof TokenView>;
/** `token` is shown only now. */
export const NewToken = z.object({ ...TokenView.shape, token: z.string() });
export type NewToken = z.infer<typeof NewToken>;

export const PasskeyView = z.object({
  /** The credential's id, base64url. */
  id: z.string(),
  name: z.string(),
  /** The host it is good for, with the port where there is one. */
  host: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.nullable(z.number()),
});
export type PasskeyView = z.infer<typeof PasskeyView>;
