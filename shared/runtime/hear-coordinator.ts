// The door for what a coordinator says: every message is parsed here, once, and handed to the listener. One that cannot be read
// changes nothing and is reported with its name [P6]. The same on every platform; the link brings the socket.
import * as z from 'zod/mini';
import { ChunkRange, Lease } from '../contract/chunk.ts';
import { type CoordinatorToDevice, Steering } from '../contract/device-messages.ts';
import { WireError, wireError } from '../contract/errors.ts';
import { JobNumber, ServerId } from '../contract/ids.ts';
import type { LinkListener } from './ports.ts';

const Challenge = z.object({
  serverId: ServerId,
  nonce: z.string().check(z.minLength(16), z.maxLength(200)),
  protocol: z.object({ oldest: z.int(), newest: z.int() }),
});
const TakeBack = z.object({ leaseId: z.int(), job: JobNumber, ...ChunkRange.shape });
const Drop = z.object({ job: JobNumber, generation: z.int() });

/** Calls `on` once for each message that a coordinator may send. */
export function hearCoordinator(
  on: (message: keyof CoordinatorToDevice, heard: (...values: unknown[]) => void) => void,
  listener: LinkListener,
): void {
  function hear<T>(
    message: keyof CoordinatorToDevice,
    schema: z.ZodMiniType<T>,
    take: (value: T, reply: unknown) => void,
  ) {
    on(message, (value, reply) => {
      const parsed = schema.safeParse(value);
      if (parsed.success) take(parsed.data, reply);
      else
        listener.refused(
          wireError(
            'malformed-message',
            `the coordinator sent a \`${message}\` that this device cannot read`,
          ),
        );
    });
  }

  hear('challenge', Challenge, (challenge) => listener.challenged(challenge));
  hear('lease', Lease, (lease) => listener.leased(lease));
  hear('drop', Drop, (what) => listener.dropped(what));
  hear('steer', Steering, (steering) => listener.steered(steering));
  hear('refused', WireError, (error) => listener.refused(error));
  hear('takeBack', TakeBack, (ask, reply) => {
    if (typeof reply !== 'function') return;
    listener.takenBack(ask, (released) =>
      (reply as (answer: { released: ChunkRange[] }) => void)({ released }),
    );
  });
}
