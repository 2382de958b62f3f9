// What a welcomed device says on one connection: every message is parsed here, once, and becomes an event. A message that cannot be read is
// answered with its name and changes nothing; three of them close the connection [P6].
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Coordinator } from '../coordinator.ts';
import type { Log } from '../observe/log.ts';
import type { SwarmEvent } from '../scheduler/events.ts';
import type { BatchReply, Reply } from '../../shared/contract/device-messages.ts';
import { CoveyError, wireError } from '../../shared/contract/errors.ts';
import { explainIssues } from '../../shared/contract/explain-issues.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import {
  type DeviceMessage,
  deviceMessages,
  isDeviceMessage,
  type SaidByDevice,
} from '../../shared/contract/said-by-device.ts';
import type { DeviceSocket } from './gateway.ts';
import { takeBatch } from './take-batch.ts';
import type { WriteQuota } from './write-quota.ts';

const MALFORMED_ALLOWED = 3;

interface Parts {
  coordinator: Coordinator;
  blobs: BlobStore;
  writes: WriteQuota;
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

type Answer<T = unknown> = (value?: T) => void;

export function serveDevice(socket: DeviceSocket, device: DeviceNumber, parts: Parts): void {
  const { coordinator, blobs, writes, log, isCurrent, isApproved, ended } = parts;
  let malformed = 0;
  let over = false;

  function end(event: 'deviceLeft' | 'deviceVanished'): void {
    if (over) return;
    over = true;
    if (isCurrent()) tell({ type: event, device, at: coordinator.utc() });
    ended();
  }

  /** What cannot be read is answered with its name; whoever waits for an answer gets it there too. */
  function complain(message: string, problem: string, answer: Answer): void {
    const error = wireError('malformed-message', `${message}: ${problem}`);
    log('warn', 'a message could not be read', { device, message, problem });
    answer({ status: 'refused', error });
    socket.emit('refused', error);
    if (++malformed >= MALFORMED_ALLOWED) socket.disconnect(true);
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

  const take: { [M in Exclude<DeviceMessage, 'hello'>]: (said: SaidByDevice<M>, answer: Answer) => void } = {
    status: (status) => tell({ type: 'deviceReported', device, status }),
    returned: (returned) => tell({ type: 'chunksReturned', device, ...returned }),
    results(batch, answer) {
      takeBatch({ coordinator, blobs, writes }, device, batch).then(answer, (error: unknown) =>
        answer(refusal(error)),
      );
    },
    failed(failure, answer) {
      coordinator
        .ask((ticket) => ({ type: 'chunkFailed', device, failure, ticket, at: coordinator.utc() }))
        .then(
          (status) => answer({ status }),
          (error: unknown) => answer(refusal(error)),
        );
    },
    goodbye(_, answer) {
      end('deviceLeft');
      answer();
    },
    leave(_, answer) {
      end('deviceLeft');
      // a device that cannot be forgotten now is told nothing, and says it again
      parts
        .leave()
        .then(() => answer())
        .catch((error: unknown) => log('warn', 'a device could not leave', { device, reason: String(error) }))
        .finally(() => socket.disconnect(true));
    },
    handover(_, answer: Answer<Reply<{ token: string; expiresInMs: number }>>) {
      answer(
        isApproved() ? { ok: true, value: parts.makeHandover() } : { ok: false, error: waiting().toWire() },
      );
    },
  };

  socket.onAny((name: unknown, ...said: unknown[]) => {
    if (!isCurrent()) return;
    const reply = said.at(-1);
    const answer = typeof reply === 'function' ? (reply as Answer) : () => undefined;
    if (!isDeviceMessage(name) || name === 'hello')
      return complain(String(name).slice(0, 40).toWellFormed(), 'no such message is expected now', answer);
    const parsed = deviceMessages[name]?.safeParse(said[0]);
    if (parsed && !parsed.success) return complain(name, explainIssues(parsed.error), answer);
    (take[name] as (value: unknown, answer: Answer) => void)(parsed?.data, answer);
  });
  socket.on('disconnect', () => end('deviceVanished'));
}
