// The only importer of socket.io: one server on the coordinator's listener, with a namespace for devices and one for viewers. It knows
// connections and nothing about work; see device-link.ts and viewer-feed.ts.
import type { Server as HttpServer } from 'node:http';
import { type Namespace, Server, type Socket } from 'socket.io';
import type { ClientOf } from '../auth/client-of.ts';
import { sameOrigin } from '../auth/same-origin.ts';
import {
  type CoordinatorToDevice,
  DEVICE_NAMESPACE,
  type DeviceToCoordinator,
  SOCKET_PATH,
} from '../../shared/contract/device-messages.ts';
import {
  type CoordinatorToViewer,
  VIEWER_NAMESPACE,
  type ViewerToCoordinator,
} from '../../shared/contract/viewer-messages.ts';

export type DeviceSocket = Socket<DeviceToCoordinator, CoordinatorToDevice>;
export type DeviceNamespace = Namespace<DeviceToCoordinator, CoordinatorToDevice>;
export type ViewerSocket = Socket<ViewerToCoordinator, CoordinatorToViewer>;
export type ViewerNamespace = Namespace<ViewerToCoordinator, CoordinatorToViewer>;

/** Above the largest batch (256 KiB) with room for a `hello` that holds much. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

export interface Gateway {
  devices: DeviceNamespace;
  viewers: ViewerNamespace;
  close(): Promise<void>;
}

/**
 * Node leaves the socket of an upgrade without an error listener: one reset would end the process. Upgrades of nobody's path are closed, unless
 * somebody else on the listener has upgrades of their own (Vite in development).
 */
function guardUpgrades(http: HttpServer, isAlone: boolean): void {
  http.on('upgrade', (request, socket) => {
    socket.on('error', () => socket.destroy());
    if (isAlone && !request.url?.startsWith(SOCKET_PATH)) socket.destroy();
  });
}

export function openGateway(http: HttpServer, isAlone: boolean, clientOf: ClientOf): Gateway {
  guardUpgrades(http, isAlone);
  const server = new Server(http, {
    path: SOCKET_PATH,
    serveClient: false,
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: 5_000,
    pingInterval: 10_000,
    pingTimeout: 15_000,
    destroyUpgrade: false,
    allowRequest: (request, decide) => decide(null, sameOrigin(request, clientOf)),
  });
  return {
    devices: server.of(DEVICE_NAMESPACE),
    viewers: server.of(VIEWER_NAMESPACE),
    // the listener itself is closed by whoever opened it
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
