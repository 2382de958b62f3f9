// What goes in and out of the HTTP routes of http-api.ts, beyond the things that have a file of their own.
import * as z from 'zod/mini';
import { Capabilities, SwarmState } from './device.ts';
import { DeviceId, InviteId, ServerId, Sha256, SwarmId } from './ids.ts';
import { InputKind, JobView } from './job.ts';

export const Empty = z.object({});
export const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
export const share = z.number().check(z.gte(0), z.lte(1));

export const Health = z.object({
  ok: z.boolean(),
  serverId: ServerId,
  version: z.string(),
  protocol: z.int(),
  pid: z.int(),
  fenced: z.boolean(),
});
export const JoinRequest = z.object({
  /** The typed code, the long token of the link, or the token by which a device moves here; none of them: it knocks and waits for approval. */
  code: z.optional(text(32)),
  token: z.optional(text(64)),
  handover: z.optional(text(64)),
  /** base64url of the raw public key: 65 bytes (P-256, uncompressed) or 32 bytes (Ed25519). */
  publicKey: text(120),
  algorithm: z.enum(['p256', 'ed25519']),
  /** base64url signature over `joinText`, by a device that was here before: without it a known key is neither renamed nor moved to another swarm. */
  proof: z.optional(text(200)),
  name: z._default(z.string().check(z.maxLength(60)), ''),
  capabilities: Capabilities,
});
/** What a known device signs to join again. `secret` is the code, the token, or empty. */
export const joinText = (serverId: ServerId, secret: string) => `covey-join-v1\n${serverId}\n${secret}`;
export type JoinRequest = z.infer<typeof JoinRequest>;
export const JoinResponse = z.object({
  deviceId: DeviceId,
  name: z.string(),
  serverId: ServerId,
  swarmId: SwarmId,
  swarmName: z.string(),
  /** False: it waits until somebody approves it. */
  approved: z.boolean(),
});
export type JoinResponse = z.infer<typeof JoinResponse>;

/** A way in. `code` and `token` are shown only when it is made: only their hashes are kept. */
export const InviteView = z.object({
  id: InviteId,
  uses: z.int(),
  usesLeft: z.int(),
  expiresAt: z.number(),
  createdAt: z.number(),
  revoked: z.boolean(),
  /** Devices that come in by it wait for approval. */
  approve: z.boolean(),
});
export type InviteView = z.infer<typeof InviteView>;
export const NewInvite = z.object({
  ...InviteView.shape,
  code: z.string(),
  token: z.string(),
  joinUrl: z.string(),
});
export type NewInvite = z.infer<typeof NewInvite>;

export const KernelView = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** What it works on; the first is the usual one. */
  inputs: z.array(InputKind),
  /** It looks into its files: a job is cut, and its chunks are known, once all of them are there. */
  looksInside: z.boolean(),
  version: z.string(),
  /** SHA-256 of each script of the kernel by its name: its own, and those of its variants. */
  scripts: z.record(z.string(), Sha256),
  /** JSON Schema of the parameters. */
  params: z.unknown(),
  defaultVerification: z.string(),
  /** Its results hold pictures that can be looked at while the job runs. */
  pictures: z.boolean(),
  /** The output is the results end to end, so its beginning can be seen before its end is computed. */
  concatenates: z.boolean(),
});
export type KernelView = z.infer<typeof KernelView>;

export const JobCreated = z.object({
  job: JobView,
  /** Parts the coordinator does not have yet; the job starts once `/uploaded` finds none missing. */
  missing: z.array(Sha256),
});
export type JobCreated = z.infer<typeof JobCreated>;

export const Address = z.object({
  url: z.string(),
  label: z.string(),
  isDefault: z.boolean(),
  /** The same place over https; left out where the certificate does not hold for it. */
  secureUrl: z.optional(z.string()),
});
export type Address = z.infer<typeof Address>;

export const SwarmInfo = z.object({
  id: SwarmId,
  serverId: ServerId,
  name: z.string(),
  state: SwarmState,
  throttle: z.number(),
  /** Whether a device without a code may wait at the door. */
  knocking: z.boolean(),
  addresses: z.array(Address),
});
export type SwarmInfo = z.infer<typeof SwarmInfo>;
