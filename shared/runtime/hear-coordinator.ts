// The door for what a coordinator says: every message is parsed here, once, and handed to the listener. One that cannot be read
// changes nothing and is reported with its name [P6]. The same on every platform; the link brings the socket.
import type * as z from 'zod/mini';
import type { ChunkRange } from '../contract/chunk.ts';
import type { CoordinatorToDevice } from '../contract/device-messages.ts';
import { wireError } from '../contract/errors.ts';
import { messagesToDevice } from '../contract/said-by-coordinator.ts';
import type { LinkListener } from './ports.ts';

type Said<M extends keyof CoordinatorToDevice> = z.output<(typeof messagesToDevice)[M]>;
type Ears = { [M in keyof CoordinatorToDevice]: (said: Said<M>, reply: unknown) => void };

/** Calls `on` once for each message that a coordinator may send. */
export function hearCoordinator(
  on: (message: keyof CoordinatorToDevice, heard: (...values: unknown[]) => void) => void,
  listener: LinkListener,
): void {
  const ears: Ears = {
    challenge: (challenge) => listener.challenged(challenge),
    lease: (lease) => listener.leased(lease),
    drop: (what) => listener.dropped(what),
    steer: (steering) => listener.steered(steering),
    refused: (error) => listener.refused(error),
    takeBack(ask, reply) {
      if (typeof reply !== 'function') return;
      listener.takenBack(ask, (released) =>
        (reply as (answer: { released: ChunkRange[] }) => void)({ released }),
      );
    },
  };

  for (const message of Object.keys(ears) as (keyof Ears)[]) {
    const hear = ears[message] as (said: unknown, reply: unknown) => void;
    on(message, (value, reply) => {
      const parsed = messagesToDevice[message].safeParse(value);
      if (parsed.success) hear(parsed.data, reply);
      else
        listener.refused(
          wireError(
            'malformed-message',
            `the coordinator sent a \`${message}\` that this device cannot read`,
          ),
        );
    });
  }
}
