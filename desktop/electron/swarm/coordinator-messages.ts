// What the main process and the coordinator's process say to each other. The channel is also the leash: it closes, the coordinator drains and ends.
// Both are parts of one program, but one is restarted by the other, so what comes is parsed.
import * as z from 'zod/mini';

export const CoordinatorOrder = z.object({
  port: z.int(),
  host: z.string(),
  dataDir: z.string(),
  appDir: z.string(),
  kernelsDir: z.string(),
  deviceBundle: z.string(),
  version: z.string(),
});
export type CoordinatorOrder = z.infer<typeof CoordinatorOrder>;

export const ToCoordinator = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), order: CoordinatorOrder }),
  z.object({ type: z.literal('ask'), id: z.int(), what: z.enum(['invite', 'ownToken', 'setupUrl']) }),
  z.object({ type: z.literal('stop') }),
]);
export type ToCoordinator = z.infer<typeof ToCoordinator>;

const Invite = z.object({ joinUrl: z.string(), code: z.string(), expiresAt: z.nullable(z.number()) });
export type Invite = z.infer<typeof Invite>;

export const FromCoordinator = z.discriminatedUnion('type', [
  z.object({ type: z.literal('running'), url: z.string(), invite: Invite }),
  z.object({ type: z.literal('invite'), id: z.int(), invite: Invite }),
  /** The setup URL, or the token of a way in for this computer alone. */
  z.object({ type: z.literal('secret'), id: z.int(), text: z.string() }),
  z.object({
    type: z.literal('failed'),
    /** Null: it could not start, and ends. */
    id: z.nullable(z.int()),
    trouble: z.object({ message: z.string(), hint: z.string() }),
  }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warning', 'error']), text: z.string() }),
]);
export type FromCoordinator = z.infer<typeof FromCoordinator>;
