// Everything the coordinator may say on a socket, to a device and to a viewer, by name, with what it must look like. Links parse from these
// tables and from nothing else, and the fuzz walks them.
import * as z from 'zod/mini';
import { ChunkRange, Lease } from './chunk.ts';
import { type CoordinatorToDevice, type DeviceToCoordinator, Steering } from './device-messages.ts';
import { WireError } from './errors.ts';
import { DeviceNumber, JobNumber, ServerId } from './ids.ts';
import { type CoordinatorToViewer, SwarmSnapshot, SwarmUpdate } from './viewer-messages.ts';

const Challenge = z.object({
  serverId: ServerId,
  nonce: z.string().check(z.minLength(16), z.maxLength(200)),
  protocol: z.object({ oldest: z.int(), newest: z.int() }),
});

export const messagesToDevice = {
  challenge: Challenge,
  lease: Lease,
  takeBack: z.object({ leaseId: z.int(), job: JobNumber, ...ChunkRange.shape }),
  drop: z.object({ job: JobNumber, generation: z.int() }),
  steer: Steering,
  refused: WireError,
} as const satisfies {
  [M in keyof CoordinatorToDevice]: z.ZodMiniType<Parameters<CoordinatorToDevice[M]>[0]>;
};

export const messagesToViewer = {
  snapshot: SwarmSnapshot,
  update: SwarmUpdate,
  refused: WireError,
} as const satisfies {
  [M in keyof CoordinatorToViewer]: z.ZodMiniType<Parameters<CoordinatorToViewer[M]>[0]>;
};

const replyOf = <T extends z.ZodMiniType>(value: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: WireError }),
  ]);
const BatchAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal(['recorded', 'gone']) }),
  z.object({ status: z.literal('refused'), error: WireError }),
]);
const Welcome = z.object({
  device: DeviceNumber,
  name: z.string(),
  swarmName: z.string(),
  steering: Steering,
  blobToken: z.string(),
});

type AnswerTo<Message> = Message extends (...said: infer Said) => void
  ? Said extends [...unknown[], (answer: infer Answer) => void]
    ? Answer
    : never
  : never;
/** Messages whose answer says something. */
type Answered = {
  [M in keyof DeviceToCoordinator]: unknown extends AnswerTo<DeviceToCoordinator[M]>
    ? never
    : [AnswerTo<DeviceToCoordinator[M]>] extends [never]
      ? never
      : M;
}[keyof DeviceToCoordinator];

export const answersToDevice = {
  hello: replyOf(Welcome),
  results: BatchAnswer,
  failed: BatchAnswer,
  handover: replyOf(z.object({ token: z.string(), expiresInMs: z.number() })),
} as const satisfies {
  [M in Answered]: z.ZodMiniType<AnswerTo<DeviceToCoordinator[M]>>;
};
