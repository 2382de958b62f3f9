// How much one socket connection may say, counted before anything is decoded, and how many connections of one address may be here that have not
// said who they are. Not rate-limiter-flexible: these counts live and end with their connection, and a promise per message would cost more than the
// message. What honest devices send lies far below; a connection that says more is closed, and nothing that was not acknowledged is lost by that.
import type { IncomingMessage } from 'node:http';
import type { Namespace, Server, Socket } from 'socket.io';
import { addressGroup } from '../auth/client-address.ts';
import type { ClientOf } from '../auth/client-of.ts';
import { HELLO_WITHIN_MS } from '../../shared/contract/device-messages.ts';
import { wireError } from '../../shared/contract/errors.ts';
import { makeTokenBucket, type TokenBucket } from './token-bucket.ts';

interface Allowance {
  /** At once, and per second after that. */
  messages: readonly [number, number];
  /** Batches of results, which are binary. */
  batches: readonly [number, number];
  bytes: readonly [number, number];
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const MESSAGES = {
  /** A `hello` may be almost 1 MiB when it holds much. */
  // one batch (an announcement and its bytes), so that who sends it is told that a hello comes first
  stranger: { messages: [32, 2], batches: [2, 0], bytes: [2 * MIB, 16 * KIB] },
  viewer: { messages: [100, 5], batches: [0, 0], bytes: [256 * KIB, 16 * KIB] },
  /** The throughput bench sends some 500 batches a second and device. */
  device: { messages: [2_000, 200], batches: [20_000, 5_000], bytes: [512 * MIB, 128 * MIB] },
  /** Connections of one address that have not said a valid hello; they have five seconds for it. */
  strangersPerAddress: 64,
} as const satisfies Record<string, Allowance | number>;

/** A little longer than there is for a hello, so that who is late hears why. */
const STRANGER_MS = HELLO_WITHIN_MS + 1_000;

export type GreetedAs = 'device' | 'viewer';
/** Set by who admits a socket; until then it is a stranger's. */
export interface SocketFacts {
  greetedAs?: GreetedAs;
}

type Engine = Server['engine'];
type Connection = Socket['conn'];
interface Guest {
  group: string;
  sockets: Set<Socket>;
  kind: GreetedAs | 'stranger';
  buckets: Record<keyof Allowance, TokenBucket>;
}

const bucketsOf = ({ messages, batches, bytes }: Allowance): Guest['buckets'] => ({
  messages: makeTokenBucket(...messages),
  batches: makeTokenBucket(...batches),
  bytes: makeTokenBucket(...bytes),
});

export interface MessageLimits {
  /** Whether one more stranger of this address may come in. */
  hasRoom(request: IncomingMessage): boolean;
  watch(engine: Engine, namespaces: readonly Namespace[]): void;
}

export function makeMessageLimits(
  clientOf: ClientOf,
  onFlood: (from: string, kind: Guest['kind']) => void,
  perAddress = true,
): MessageLimits {
  const guests = new Map<Connection, Guest>();
  const strangers = new Map<string, Set<Guest>>();
  const groupOf = (request: IncomingMessage) => addressGroup(clientOf(request).address);

  function forget(guest: Guest): void {
    const others = strangers.get(guest.group);
    others?.delete(guest);
    if (others?.size === 0) strangers.delete(guest.group);
  }

  /** What a connection may say follows from what its sockets were greeted as. */
  function look(guest: Guest): void {
    if (guest.kind !== 'stranger') return;
    const kinds = [...guest.sockets].map((socket) => (socket.data as SocketFacts).greetedAs);
    const kind = kinds.includes('device') ? 'device' : kinds.includes('viewer') ? 'viewer' : 'stranger';
    if (kind === 'stranger') return;
    guest.kind = kind;
    guest.buckets = bucketsOf(MESSAGES[kind]);
    forget(guest);
  }

  function end(connection: Connection, guest: Guest): void {
    for (const socket of guest.sockets)
      socket.emit('refused', wireError('too-many-requests', 'this connection says more than it may'));
    onFlood(guest.group, guest.kind);
    guests.delete(connection);
    // after what was just said has left; not waiting for a peer that takes nothing
    setImmediate(() => connection.close(true));
  }

  /** Its time is over. A polling connection that was asked to close and does not poll lingers half a minute, but takes nobody's room. */
  function leave(connection: Connection, guest: Guest): void {
    look(guest);
    if (guest.kind !== 'stranger') return;
    connection.close(true);
    forget(guest);
  }

  function heard(connection: Connection, data: unknown): void {
    const guest = guests.get(connection);
    if (!guest) return;
    look(guest);
    const size = typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;
    // Socket.IO's packet type 5 announces a binary event, whose bytes follow as a message of their own
    const isBatch = typeof data === 'string' ? data.startsWith('5') : data !== undefined;
    const { messages, batches, bytes } = guest.buckets;
    if (!(isBatch ? batches : messages).take(1) || !bytes.take(size)) end(connection, guest);
  }

  return {
    hasRoom(request) {
      if (!perAddress) return true;
      const group = groupOf(request);
      if ((strangers.get(group)?.size ?? 0) < MESSAGES.strangersPerAddress) return true;
      for (const guest of Array.from(strangers.get(group) ?? [])) look(guest);
      return (strangers.get(group)?.size ?? 0) < MESSAGES.strangersPerAddress;
    },
    watch(engine, namespaces) {
      engine.on('connection', (connection: Connection) => {
        const group = groupOf(connection.request);
        const guest: Guest = {
          group,
          sockets: new Set(),
          kind: 'stranger',
          buckets: bucketsOf(MESSAGES.stranger),
        };
        guests.set(connection, guest);
        strangers.set(group, (strangers.get(group) ?? new Set()).add(guest));
        connection.on('packet', (packet) => heard(connection, packet.data));
        const late = setTimeout(() => leave(connection, guest), STRANGER_MS).unref();
        connection.once('close', () => {
          clearTimeout(late);
          guests.delete(connection);
          forget(guest);
        });
      });
      for (const namespace of namespaces)
        namespace.on('connection', (socket) => guests.get(socket.conn)?.sockets.add(socket));
    },
  };
}
