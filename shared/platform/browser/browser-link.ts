// The device's connection to its coordinator in a browser: Socket.IO over WebSocket or polling, whichever comes through, and
// parts over HTTP. Reconnects by itself with jitter. Nothing is buffered while it is down: what could not be said is said
// again after the next `hello`, by the contribution. The only importer of socket.io-client besides viewer-link.ts.
import { io, type Socket } from 'socket.io-client';
import { Lease } from '../../contract/chunk.ts';
import {
  type CoordinatorToDevice,
  DEVICE_NAMESPACE,
  type DeviceToCoordinator,
  SOCKET_PATH,
  Steering,
} from '../../contract/device-messages.ts';
import { CoveyError } from '../../contract/errors.ts';
import type { Link, LinkListener } from '../../runtime/ports.ts';
import { createPartStore } from './part-store.ts';

type DeviceSocket = Socket<CoordinatorToDevice, DeviceToCoordinator>;

/** `origin` is the coordinator's, which in a browser is the page's own. */
export function createBrowserLink(origin: string): Link {
  const parts = createPartStore(origin);
  const socket: DeviceSocket = io(`${origin}${DEVICE_NAMESPACE}`, {
    path: SOCKET_PATH,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 8_000,
    randomizationFactor: 0.5,
    // Signed cookies of an owner who is signed in on this browser say nothing about the device.
    withCredentials: false,
  });

  /** Refuses at once when the connection is down, instead of queueing as Socket.IO would. */
  function connected(): DeviceSocket {
    if (!socket.connected) throw new CoveyError('stopping', 'the connection to the coordinator is down');
    return socket;
  }

  let retry: ReturnType<typeof setTimeout> | undefined;

  return {
    start(listener) {
      listen(socket, listener);
      socket.on('disconnect', (reason) => {
        // After the coordinator closed the connection itself Socket.IO would not come back on its own.
        if (reason !== 'io server disconnect') return;
        retry = setTimeout(() => socket.connect(), 1_000 + Math.random() * 2_000);
      });
      socket.connect();
    },
    stop() {
      clearTimeout(retry);
      socket.removeAllListeners();
      socket.disconnect();
      return Promise.resolve();
    },
    hello: async (hello) => await connected().emitWithAck('hello', hello),
    results: async (batch) => await connected().emitWithAck('results', batch),
    failed: async (failure) => await connected().emitWithAck('failed', failure),
    status: (status) => void socket.volatile.emit('status', status),
    returned: (returned) => void socket.volatile.emit('returned', returned),
    async goodbye() {
      if (socket.connected) await socket.timeout(GOODBYE_MS).emitWithAck('goodbye');
    },
    fetchPart: parts.fetchPart,
    putPart: parts.putPart,
    setBlobToken: parts.setToken,
  };
}

const GOODBYE_MS = 2_000;

function listen(socket: DeviceSocket, listener: LinkListener): void {
  socket.on('challenge', (challenge) => listener.challenged(challenge));
  socket.on('disconnect', () => listener.disconnected());
  socket.on('lease', (lease) => {
    const parsed = Lease.safeParse(lease);
    if (parsed.success) listener.leased(parsed.data);
    else console.error('the coordinator sent a lease that cannot be read', parsed.error.message);
  });
  socket.on('takeBack', (ask, reply) => listener.takenBack(ask, (released) => reply({ released })));
  socket.on('drop', (what) => listener.dropped(what));
  socket.on('steer', (steering) => {
    const parsed = Steering.safeParse(steering);
    if (parsed.success) listener.steered(parsed.data);
  });
  socket.on('refused', (error) => listener.refused(error));
}
