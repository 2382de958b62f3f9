// A watching screen's connection: a snapshot of what it shows, then updates [P31]. The session cookie says who watches. Reconnects by itself;
// every connection begins with what is shown then and a new snapshot, so nothing need be remembered across one.
import { io, type Socket } from 'socket.io-client';
import { SOCKET_PATH } from '../../contract/device-messages.ts';
import { type WireError, wireError } from '../../contract/errors.ts';
import { messagesToViewer } from '../../contract/said-by-coordinator.ts';
import { followNetwork, type WatchNetwork } from '../follow-network.ts';
import {
  type CoordinatorToViewer,
  type SwarmSnapshot,
  type SwarmUpdate,
  VIEWER_NAMESPACE,
  type ViewerToCoordinator,
} from '../../contract/viewer-messages.ts';
import type { Watch } from '../../contract/viewer-watch.ts';
import { watchNetwork } from './watch-network.ts';

export interface ViewerListener {
  snapshot(snapshot: SwarmSnapshot): void;
  update(update: SwarmUpdate): void;
  refused(error: WireError): void;
  connected(isConnected: boolean): void;
}

export interface ViewerLink {
  /** From now on this is what the screen shows; a snapshot of it comes. */
  show(watch: Watch): void;
  stop(): void;
}

/** Starts watching, with what is shown first. */
export function watchSwarm(
  origin: string,
  first: Watch,
  listener: ViewerListener,
  network: WatchNetwork = watchNetwork,
): ViewerLink {
  let shown = first;
  const socket: Socket<CoordinatorToViewer, ViewerToCoordinator> = io(`${origin}${VIEWER_NAMESPACE}`, {
    path: SOCKET_PATH,
    auth: (tell) => tell({ watch: shown }),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  const hear: { [M in keyof CoordinatorToViewer]: CoordinatorToViewer[M] } = {
    snapshot(snapshot) {
      listener.connected(true);
      listener.snapshot(snapshot);
    },
    update: (update) => listener.update(update),
    refused: (error) => listener.refused(error),
  };
  for (const message of Object.keys(hear) as (keyof CoordinatorToViewer)[])
    socket.on(message, (said: unknown) => {
      const parsed = messagesToViewer[message].safeParse(said);
      if (parsed.success) (hear[message] as (value: unknown) => void)(parsed.data);
      else
        listener.refused(
          wireError('malformed-message', `the coordinator sent a \`${message}\` that this page cannot read`),
        );
    });
  socket.on('disconnect', () => listener.connected(false));
  socket.on('connect_error', () => listener.connected(false));
  const stopWatching = network((isOnline) => followNetwork(socket, isOnline));
  return {
    show(watch) {
      shown = watch;
      // one that is not there yet says it with its handshake
      if (socket.connected) socket.emit('watch', watch);
    },
    stop() {
      stopWatching();
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}
