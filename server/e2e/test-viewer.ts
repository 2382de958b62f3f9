// A screen that watches, as a bare socket: what it is told first, and every update after that.
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { SOCKET_PATH } from '../../shared/contract/device-messages.ts';
import {
  type SwarmSnapshot,
  type SwarmUpdate,
  VIEWER_NAMESPACE,
} from '../../shared/contract/viewer-messages.ts';
import type { Watch } from '../../shared/contract/viewer-watch.ts';

export function watchAsViewer(url: string, options: Partial<ManagerOptions & SocketOptions>) {
  const socket = io(url + VIEWER_NAMESPACE, {
    path: SOCKET_PATH,
    forceNew: true,
    reconnection: false,
    ...options,
  });
  const updates: SwarmUpdate[] = [];
  socket.on('update', (update: SwarmUpdate) => updates.push(update));
  const first = new Promise<[string, unknown]>((resolve) => {
    socket.once('snapshot', (snapshot: unknown) => resolve(['snapshot', snapshot]));
    socket.once('refused', (error: unknown) => resolve(['refused', error]));
  });
  const snapshots: SwarmSnapshot[] = [];
  socket.on('snapshot', (snapshot: SwarmSnapshot) => snapshots.push(snapshot));
  const closed = new Promise<string>((resolve) => socket.once('disconnect', resolve));
  return {
    first,
    updates,
    snapshots,
    closed,
    /** The snapshot of what is shown from now on. */
    show(watch: Partial<Watch>): Promise<SwarmSnapshot> {
      const answer = new Promise<SwarmSnapshot>((resolve) =>
        socket.on('snapshot', (snapshot: SwarmSnapshot) => snapshot.turn === watch.turn && resolve(snapshot)),
      );
      socket.emit('watch', watch);
      return answer;
    },
    emit: (message: string, value: unknown) => void socket.emit(message, value),
    close: () => void socket.disconnect(),
  };
}
