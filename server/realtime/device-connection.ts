// What a welcomed device says on one connection: every message is parsed here, once, and becomes an event. A message that cannot be read is
// answered with its name and changes nothing; three of them close the connection [P6].
import * as z from 'zod/mini';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Coordinator } from '../coordinator.ts';
import type { Log } from '../observe/log.ts';
import type { SwarmEvent } from '../scheduler/events.ts';
import { ChunkFailure } from '../../shared/contract/chunk.ts';
import {
  type BatchReply,
  DeviceStatus,
  type Reply,
  Returned,
} from '../../shared/contract/device-messages.ts';
import { CoveyError, wireError } from '../../shared/contract/errors.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import { parseBatch } from '../../shared/contract/result-batch.ts';
import type { DeviceSocket } from './gateway.ts';
import { takeBatch } from './take-batch.ts';

const MALFORMED_ALLOWED = 3;

interface Parts {
  coordinator: Coordinator;
  blobs: BlobStore;
  log: Log;
  /** False once a newer connection of the device took over. */
  isCurrent(): boolean;
  /** False while the device waits at the door. */
  isApproved(): boolean;
  makeHandover(): { token: string; expiresInMs: number };
  /** Forgets the device for good; resolves once that is on disk. */
  leave(): Promise<void>;
  /** The connection is over, on purpose or not. Called once. */
  ended(): void;
}

const waiting = () =>
  new CoveyError('forbidden', 'this device waits for approval', {
    hint: 'Ask the owner of the swarm to approve it; compare the four words first.',
  });

type Answer<T> = (value: T) => void;

const answerTo = <T>(reply: unknown): Answer<T> =>
  typeof reply === 'function' ? (reply as Answer<T>) : () => undefined;

export function serveDevice(socket: DeviceSocket, device: DeviceNumber, parts: Parts): void {
  const { coordinator, blobs, log, isCurrent, isApproved, ended } = parts;
  let malformed = 0;
  let over = false;

  function end(event: 'deviceLeft' | 'deviceVanished'): void {
    if (over) return;
    over = true;
    if (isCurrent()) tell({ type: event, device, at: coordinator.utc() });
    ended();
  }

  function complain(message: string, problem: string): BatchReply {
    const error = wireError('malformed-message', `${message}: ${problem}`);
    log('warn', 'a message could not be read', { device, message, problem });
    socket.emit('refused', error);
    if (++malformed >= MALFORMED_ALLOWED) socket.disconnect(true);
    return { status: 'refused', error };
  }

  /** While the coordinator restores or stops, its devices are sent away anyway and say everything again. */
  function tell(event: SwarmEvent): void {
    try {
      if (coordinator.isRunning()) coordinator.dispatch(event);
    } catch (error) {
      log('error', 'a message could not be taken', { device, event: event.type, reason: String(error) });
    }
  }

  function refusal(error: unknown): BatchReply {
    if (error instanceof CoveyError) return { status: 'refused', error: error.toWire() };
    log('error', 'a result could not be taken', {
      device,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return { status: 'refused', error: wireError('internal', 'the result could not be taken') };
  }

  /** Parses a message and hands it on; what cannot be read is answered. */
  function on<T>(message: 'status' | 'returned', schema: z.ZodMiniType<T>, take: (value: T) => void): void {
    socket.on(message, (raw: unknown) => {
      if (!isCurrent()) return;
      const parsed = schema.safeParse(raw);
      if (parsed.success) take(parsed.data);
      else complain(message, z.prettifyError(parsed.error));
    });
  }

  on('status', DeviceStatus, (status) => tell({ type: 'deviceReported', device, status }));
  on('returned', Returned, (returned) => tell({ type: 'chunksReturned', device, ...returned }));
  socket.on('results', (raw: unknown, reply: unknown) => {
    if (!isCurrent()) return;
    const answer = answerTo<BatchReply>(reply);
    const batch = raw instanceof Uint8Array ? parseBatch(raw) : null;
    if (!batch) return answer(complain('results', 'not one well-formed batch'));
    takeBatch(coordinator, blobs, device, batch).then(answer, (error: unknown) => answer(refusal(error)));
  });
  socket.on('failed', (raw: unknown, reply: unknown) => {
    if (!isCurrent()) return;
    const answer = answerTo<BatchReply>(reply);
    const parsed = ChunkFailure.safeParse(raw);
    if (!parsed.success) return answer(complain('failed', z.prettifyError(parsed.error)));
    coordinator
      .ask((ticket) => ({ type: 'chunkFailed', device, failure: parsed.data, ticket, at: coordinator.utc() }))
      .then(
        (status) => answer({ status }),
        (error: unknown) => answer(refusal(error)),
      );
  });
  socket.on('goodbye', (reply: unknown) => {
    end('deviceLeft');
    answerTo<void>(reply)();
  });
  socket.on('leave', (reply: unknown) => {
    if (!isCurrent()) return;
    end('deviceLeft');
    // a device that cannot be forgotten now is told nothing, and says it again
    parts.leave().then(
      () => {
        answerTo<void>(reply)();
        socket.disconnect(true);
      },
      (error: unknown) => {
        log('warn', 'a device could not leave', { device, reason: String(error) });
        socket.disconnect(true);
      },
    );
  });
  socket.on('handover', (reply: unknown) => {
    if (!isCurrent()) return;
    const answer = answerTo<Reply<{ token: string; expiresInMs: number }>>(reply);
    answer(
      isApproved() ? { ok: true, value: parts.makeHandover() } : { ok: false, error: waiting().toWire() },
    );
  });
  socket.on('disconnect', () => end('deviceVanished'));
}
