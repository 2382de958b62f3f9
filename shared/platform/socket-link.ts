// A device's connection to its coordinator, on every platform: Socket.IO over WebSocket or polling, whichever comes through. Reconnects
// by itself with full jitter until stopped. Nothing is buffered while it is down: what could not be said is said again by the
// contribution after the next hello. How parts travel is the platform's affair and handed in.
import { io, type Socket } from 'socket.io-client';
import type * as z from 'zod/mini';
import {
  type CoordinatorToDevice,
  DEVICE_NAMESPACE,
  type DeviceToCoordinator,
  SOCKET_PATH,
} from '../contract/device-messages.ts';
import { CoveyError } from '../contract/errors.ts';
import { answersToDevice } from '../contract/said-by-coordinator.ts';
import { hearCoordinator } from '../runtime/hear-coordinator.ts';
import type { Link } from '../runtime/ports.ts';
import { followNetwork, type WatchNetwork } from './follow-network.ts';

type DeviceSocket = Socket<CoordinatorToDevice, DeviceToCoordinator>;

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
const HELLO_WITHIN_MS = 10_000;
/** An answer comes after the next commit; one that takes longer than this is asked for again. */
const ANSWER_WITHIN_MS = 60_000;
const GOODBYE_WITHIN_MS = 2000;

export interface SocketLinkOptions {
  /** The coordinator's origin. */
  url: string;
  parts: Pick<Link, 'fetchPart' | 'putPart' | 'setBlobToken'>;
  /** Where the platform says when its network goes and comes back. */
  watchNetwork?: WatchNetwork;
  /** In Node: the only root to trust, PEM. Browsers have their own. */
  ca?: string;
  /** Only for tests: which transports to try, in order. */
  transports?: ('websocket' | 'polling')[];
  /** Only for tests. A hello that is not answered by then is said again on another connection. */
  helloWithinMs?: number;
}

export function createSocketLink({
  url,
  parts,
  watchNetwork,
  ca,
  transports = ['websocket', 'polling'],
  helloWithinMs = HELLO_WITHIN_MS,
}: SocketLinkOptions): Link {
  const socket: DeviceSocket = io(new URL(DEVICE_NAMESPACE, url).href, {
    path: SOCKET_PATH,
    transports,
    tryAllTransports: true,
    autoConnect: false,
    forceNew: true,
    ...(ca !== undefined && { ca }),
    // the cookie of an owner who is signed in on this browser says nothing about the device
    withCredentials: false,
    // Full jitter: a delay of d with factor 1 lies between 0 and 2 d.
    reconnectionDelay: FIRST_RETRY_MS / 2,
    reconnectionDelayMax: LONGEST_RETRY_MS,
    randomizationFactor: 1,
  });
  let refusedInARow = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let stopWatching: (() => void) | undefined;

  /** Socket.IO comes back by itself when the transport failed, but not when the coordinator closed or refused the connection. */
  function reconnectLater() {
    if (socket.active) return;
    clearTimeout(retry);
    const longest = Math.min(FIRST_RETRY_MS * 2 ** refusedInARow++, LONGEST_RETRY_MS);
    retry = setTimeout(() => socket.connect(), Math.random() * longest);
  }

  /** Refuses at once when the connection is down, instead of queueing as Socket.IO would. */
  function connected(): DeviceSocket {
    if (!socket.connected) throw new CoveyError('stopping', 'the connection to the coordinator is down');
    return socket;
  }

  async function ask<T>(
    schema: z.ZodMiniType<T>,
    send: (socket: DeviceSocket) => Promise<unknown>,
  ): Promise<T> {
    const lost = Promise.withResolvers<never>();
    const drop = () => lost.reject(new CoveyError('stopping', 'the connection closed before the answer'));
    const live = connected();
    live.once('disconnect', drop);
    try {
      const parsed = schema.safeParse(await Promise.race([send(live), lost.promise]));
      if (!parsed.success)
        throw new CoveyError('malformed-message', 'the coordinator’s answer cannot be read');
      return parsed.data;
    } finally {
      live.off('disconnect', drop);
    }
  }

  return {
    start(listener) {
      hearCoordinator((message, heard) => void socket.on(message, heard as never), listener);
      socket.on('disconnect', () => {
        listener.disconnected();
        reconnectLater();
      });
      socket.on('connect_error', () => {
        listener.disconnected();
        reconnectLater();
      });
      stopWatching = watchNetwork?.((isOnline) => {
        if (followNetwork(socket, isOnline)) clearTimeout(retry);
      });
      socket.connect();
    },
    stop() {
      stopWatching?.();
      clearTimeout(retry);
      socket.removeAllListeners();
      socket.disconnect();
      return Promise.resolve();
    },
    async hello(hello) {
      try {
        const answer = await ask(answersToDevice.hello, (live) =>
          live.timeout(helloWithinMs).emitWithAck('hello', hello),
        );
        if (answer.ok) refusedInARow = 0;
        return answer;
      } catch (error) {
        // Nobody answers on a connection that lives: only another one brings another challenge. Its close brings the reconnection.
        if (socket.connected) socket.disconnect();
        throw error;
      }
    },
    results: (batch) =>
      ask(answersToDevice.results, (live) => live.timeout(ANSWER_WITHIN_MS).emitWithAck('results', batch)),
    failed: (failure) =>
      ask(answersToDevice.failed, (live) => live.timeout(ANSWER_WITHIN_MS).emitWithAck('failed', failure)),
    status(status) {
      if (socket.connected) socket.emit('status', status);
    },
    returned(returned) {
      if (socket.connected) socket.emit('returned', returned);
    },
    async goodbye() {
      if (socket.connected) await socket.timeout(GOODBYE_WITHIN_MS).emitWithAck('goodbye');
    },
    async leave() {
      if (socket.connected) await socket.timeout(GOODBYE_WITHIN_MS).emitWithAck('leave');
    },
    async handover() {
      const answer = await ask(answersToDevice.handover, (live) =>
        live.timeout(HELLO_WITHIN_MS).emitWithAck('handover'),
      );
      if (answer.ok) return answer.value;
      throw new CoveyError(answer.error.code, answer.error.message, answer.error);
    },
    ...parts,
  };
}
