// The two message maps between a device and the coordinator, namespace `/device`. Socket.IO is typed with them on both
// ends; whatever arrives is parsed by the schemas here, once, at the door. PROTOCOL.md has the rules.
import * as z from 'zod/mini';
import { ChunkFailure, ChunkRange, Holding, type Lease } from './chunk.ts';
import { Capabilities, DeviceStatus, SwarmState } from './device.ts';
import type { WireError } from './errors.ts';
import { DeviceId, type DeviceNumber, JobNumber, type ServerId } from './ids.ts';

export const DEVICE_NAMESPACE = '/device';
export const SOCKET_PATH = '/socket';
export const HEARTBEAT_MS = 10_000;
/** After a closed socket a device's leases last this long (an idle device may be given the chunks at once). */
export const GRACE_MS = 10_000;
/** A connection that has not said a valid hello by then is closed. */
export const HELLO_WITHIN_MS = 5_000;
export const MAX_UNACKNOWLEDGED_BYTES = 1024 * 1024;

/** Ranges of chunks in one message: far above what a device's threads can fragment, and read in no time. */
export const MAX_RANGES = 2048;

/** First message of every connection, from the coordinator. `nonce` is 32 random bytes, base64url. */
export interface Challenge {
  serverId: ServerId;
  nonce: string;
  protocol: { oldest: number; newest: number };
}

/** What is signed: UTF-8 of this text. */
export const challengeText = (serverId: ServerId, nonce: string) => `covey-device-v1\n${serverId}\n${nonce}`;

export const Hello = z.object({
  protocol: z.int(),
  deviceId: DeviceId,
  /** base64url */
  signature: z.string().check(z.maxLength(200)),
  capabilities: Capabilities,
  status: DeviceStatus,
  holding: z.array(Holding).check(z.maxLength(MAX_RANGES)),
});
export type Hello = z.infer<typeof Hello>;

/** What the owner wants of a device; the person's own limits outrank it on the device. `throttle` is 0 to 1. */
export const Steering = z.object({
  enabled: z.boolean(),
  /** False: it waits at the door and gets nothing. An older coordinator does not say it. */
  approved: z._default(z.boolean(), true),
  throttle: z.number(),
  swarm: SwarmState,
  quarantine: z.nullable(z.string()),
});
export type Steering = z.infer<typeof Steering>;

export interface Welcome {
  device: DeviceNumber;
  name: string;
  swarmName: string;
  steering: Steering;
  /** Bearer for `/api/device/parts` while this connection lives. */
  blobToken: string;
}

export const Returned = z.object({
  leaseId: z.int(),
  job: JobNumber,
  ranges: z.array(ChunkRange).check(z.maxLength(MAX_RANGES)),
});
export type Returned = z.infer<typeof Returned>;

export const TakeBackAnswer = z.object({ released: z.array(ChunkRange).check(z.maxLength(MAX_RANGES)) });

/** `gone`: the job ended or is unknown; the results were dropped, do not send them again [P15]. */
export type BatchReply = { status: 'recorded' | 'gone' } | { status: 'refused'; error: WireError };
export type Reply<T> = { ok: true; value: T } | { ok: false; error: WireError };

export interface DeviceToCoordinator {
  hello(hello: Hello, reply: (answer: Reply<Welcome>) => void): void;
  /** One packed batch (result-batch.ts). Replied to only after it is on disk [P13]. */
  results(batch: Uint8Array, reply: (answer: BatchReply) => void): void;
  failed(failure: ChunkFailure, reply: (answer: BatchReply) => void): void;
  status(status: DeviceStatus): void;
  /** Hands back chunks that were not started. */
  returned(returned: Returned): void;
  /** The device leaves on purpose and has handed everything back. */
  goodbye(reply: () => void): void;
  /** The device leaves the swarm for good; it must join again to come back. */
  leave(reply: () => void): void;
  /** Asks for a one-time token by which another origin of the same device takes over its identity. */
  handover(reply: (answer: Reply<{ token: string; expiresInMs: number }>) => void): void;
}

export interface CoordinatorToDevice {
  challenge(challenge: Challenge): void;
  lease(lease: Lease): void;
  /** Asks for chunks back that were not started; the answer says which were. */
  takeBack(
    ask: { leaseId: number; job: JobNumber; first: number; count: number },
    reply: (answer: { released: ChunkRange[] }) => void,
  ): void;
  /** The job ended: stop computing it and forget its results. */
  drop(what: { job: JobNumber; generation: number }): void;
  steer(steering: Steering): void;
  /** Last message before the coordinator closes the connection. */
  refused(error: WireError): void;
}

export { ChunkFailure, DeviceStatus };
