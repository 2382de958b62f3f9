// Everything a device may say on its socket, by name, with what it must look like. The coordinator's door parses from this
// table and from nothing else, and the fuzz walks it: a message that is not here is answered as malformed [P6].
import * as z from 'zod/mini';
import {
  type CoordinatorToDevice,
  type DeviceToCoordinator,
  ChunkFailure,
  DeviceStatus,
  Hello,
  Returned,
  TakeBackAnswer,
} from './device-messages.ts';
import { type Batch, parseBatch } from './result-batch.ts';

/** The packed bytes of results, checked as a whole; what comes out is read where it lies. */
export const PackedBatch: z.ZodMiniType<Batch> = z.pipe(
  z.unknown(),
  z.transform((raw, context) => {
    const batch = raw instanceof Uint8Array ? parseBatch(raw) : null;
    if (batch) return batch;
    context.issues.push({ code: 'custom', message: 'not one well-formed batch', input: undefined });
    return z.NEVER;
  }),
);

/** null: the message says nothing but its name. */
export const deviceMessages = {
  hello: Hello,
  results: PackedBatch,
  failed: ChunkFailure,
  status: DeviceStatus,
  returned: Returned,
  goodbye: null,
  leave: null,
  handover: null,
} as const satisfies Record<keyof DeviceToCoordinator, z.ZodMiniType | null>;

type Asked = {
  [M in keyof CoordinatorToDevice]: Parameters<CoordinatorToDevice[M]> extends [unknown, unknown] ? M : never;
}[keyof CoordinatorToDevice];

/** What a device answers when the coordinator asks. */
export const deviceAnswers = { takeBack: TakeBackAnswer } as const satisfies Record<Asked, z.ZodMiniType>;

export type DeviceMessage = keyof typeof deviceMessages;
export type SaidByDevice<M extends DeviceMessage> = (typeof deviceMessages)[M] extends infer S extends
  z.ZodMiniType
  ? z.output<S>
  : undefined;

export const isDeviceMessage = (name: unknown): name is DeviceMessage =>
  typeof name === 'string' && Object.hasOwn(deviceMessages, name);
