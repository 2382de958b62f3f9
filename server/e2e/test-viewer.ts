// A screen that watches, as a bare socket: what it is told first, and every update after that.
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { SOCKET_PATH } from '../../shared/contract/device-messages.ts';
import { type SwarmUpdate, VIEWER_NAMESPACE } from '../../shared/contract/viewer-messages.ts';

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
  const closed = new Promise<string>((resolve) => socket.once('disconnect', resolve));
  return {
    first,
    updates,
    closed,
    emit: (message: string, value: unknown) => void socket.emit(message, value),
    close: () => void socket.disconnect(),
  };
}
