// Identifiers said between programs. Public ids are a prefix and 128 random bits; each is a type of its own so that
// one cannot be passed for another. They are made and parsed only here. Randomness is handed in: this file has none.
import * as z from 'zod/mini';

const publicId = <const P extends string>(prefix: P) =>
  z.string().check(z.regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`)));

export const SwarmId = publicId('swm').brand<'SwarmId'>();
export const JobId = publicId('job').brand<'JobId'>();
export const DeviceId = publicId('dev').brand<'DeviceId'>();
export const InviteId = publicId('inv').brand<'InviteId'>();
export const PersonId = publicId('per').brand<'PersonId'>();
export const SessionId = publicId('ses').brand<'SessionId'>();
/** An API token's public name, not the token. */
export const TokenId = publicId('tok').brand<'TokenId'>();
/** An invitation for a person; devices have invites. */
export const InvitationId = publicId('pin').brand<'InvitationId'>();
/** A key that must not join again. */
export const BanId = publicId('ban').brand<'BanId'>();
/** Names one data directory; part of what a device signs, so that no coordinator can relay a signature to another. */
export const ServerId = publicId('srv').brand<'ServerId'>();
/** SHA-256 of some bytes, 64 lower-case hex digits. */
export const Sha256 = z
  .string()
  .check(z.regex(/^[0-9a-f]{64}$/))
  .brand<'Sha256'>();

export type SwarmId = z.infer<typeof SwarmId>;
export type JobId = z.infer<typeof JobId>;
export type DeviceId = z.infer<typeof DeviceId>;
export type InviteId = z.infer<typeof InviteId>;
export type PersonId = z.infer<typeof PersonId>;
export type SessionId = z.infer<typeof SessionId>;
export type TokenId = z.infer<typeof TokenId>;
export type InvitationId = z.infer<typeof InvitationId>;
export type BanId = z.infer<typeof BanId>;
export type ServerId = z.infer<typeof ServerId>;
export type Sha256 = z.infer<typeof Sha256>;

/** Small integers the database gives to jobs and devices; they are what packed batches carry (u32). */
export type JobNumber = number & z.core.$brand<'JobNumber'>;
export type DeviceNumber = number & z.core.$brand<'DeviceNumber'>;
const u32 = z.int().check(z.gte(0), z.lte(0xffff_ffff));
export const JobNumber = u32.brand<'JobNumber'>();
export const DeviceNumber = u32.brand<'DeviceNumber'>();

const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

interface Prefix {
  swm: SwarmId;
  job: JobId;
  dev: DeviceId;
  inv: InviteId;
  per: PersonId;
  ses: SessionId;
  tok: TokenId;
  pin: InvitationId;
  ban: BanId;
  srv: ServerId;
}

/** Makes an id from 16 random bytes. @throws RangeError when given another number of bytes. */
export function makeId<P extends keyof Prefix>(prefix: P, random: Uint8Array): Prefix[P] {
  if (random.length !== 16) throw new RangeError(`an id needs 16 random bytes, not ${random.length}`);
  return `${prefix}_${hex(random)}` as Prefix[P];
}
