// A device without any runtime of ours: a bare socket that says what the test tells it to say, and remembers what it was told.
import { createHash } from 'node:crypto';
import type { Agent } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import type { Lease } from '../../shared/contract/chunk.ts';
import {
  type BatchReply,
  challengeText,
  DEVICE_NAMESPACE,
  type Challenge,
  type Reply,
  SOCKET_PATH,
  type Steering,
  type Welcome,
} from '../../shared/contract/device-messages.ts';
import type { WireError } from '../../shared/contract/errors.ts';
import type { JobNumber } from '../../shared/contract/ids.ts';
import { packBatch } from '../../shared/contract/result-batch.ts';
import { PROTOCOL_VERSION } from '../../shared/contract/version.ts';
import { capabilities, type Parsed, type TestIdentity } from './test-coordinator.ts';

export const idle = { duty: 1, reason: 'working', threads: 2, holding: 0, unacknowledged: 0 } as const;

/** What an honest device says first, in answer to this challenge. */
export const helloOf = ({ deviceId, sign }: TestIdentity, { serverId, nonce }: Challenge) => ({
  protocol: PROTOCOL_VERSION,
  deviceId,
  signature: sign(challengeText(serverId, nonce)),
  capabilities,
  status: idle,
  holding: [],
});

export interface TestDevice {
  socket: Socket;
  leases: Lease[];
  refused: WireError[];
  steering: Steering[];
  challenge: Promise<Challenge>;
  closed: Promise<string>;
  hello(overrides?: Record<string, unknown>): Promise<Reply<Welcome>>;
  /** Resolves with the first lease that fits. */
  nextLease(fits?: (lease: Lease) => boolean): Promise<Lease>;
  send(
    lease: { job: number; generation: number },
    results: [index: number, bytes: Uint8Array][],
  ): Promise<BatchReply>;
  ask(message: string, ...args: unknown[]): Promise<Parsed>;
  close(): void;
}

/** How it gets there, if not as anybody would. */
export interface Reach {
  ca?: string;
  agent?: Agent;
  headers?: Record<string, string>;
}

export function connectDevice(
  url: string,
  identity: TestIdentity,
  transports: string[] = ['websocket', 'polling'],
  { ca, agent, headers }: Reach = {},
): TestDevice {
  const socket = io(url + DEVICE_NAMESPACE, {
    path: SOCKET_PATH,
    transports,
    reconnection: false,
    forceNew: true,
    ...(ca !== undefined && { ca }),
    ...(headers !== undefined && { extraHeaders: headers }),
    // Node's clients take an agent; the types are written for browsers.
    ...(agent !== undefined && { agent: agent as unknown as string }),
  });
  const leases: Lease[] = [];
  const refused: WireError[] = [];
  const steering: Steering[] = [];
  const waiting = new Set<() => void>();
  const challenge = new Promise<Challenge>((resolve) => socket.once('challenge', resolve));
  const closed = new Promise<string>((resolve) => socket.once('disconnect', resolve));
  socket.on('refused', (error: WireError) => refused.push(error));
  socket.on('steer', (each: Steering) => steering.push(each));
  socket.on('lease', (lease: Lease) => {
    leases.push(lease);
    for (const look of waiting) look();
  });
  const ask = (message: string, ...args: unknown[]) => socket.timeout(10_000).emitWithAck(message, ...args);

  return {
    socket,
    leases,
    refused,
    steering,
    challenge,
    closed,
    async hello(overrides = {}) {
      return (await ask('hello', { ...helloOf(identity, await challenge), ...overrides })) as Reply<Welcome>;
    },
    nextLease(fits = () => true) {
      return new Promise((resolve) => {
        const look = () => {
          const found = leases.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    send({ job, generation }, results) {
      const records = results.map(([index, bytes]) => ({
        index,
        start: 1,
        cpu: 1000,
        digest: createHash('sha256').update(bytes).digest(),
        byReference: false,
        bytes,
      }));
      return ask('results', packBatch({ job: job as JobNumber, generation }, records)) as Promise<BatchReply>;
    },
    ask,
    close: () => void socket.disconnect(),
  };
}
