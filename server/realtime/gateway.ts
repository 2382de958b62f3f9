// The only importer of socket.io: one server on the coordinator's listener, with a namespace for devices and one for viewers. It knows
// connections and nothing about work; see device-link.ts and viewer-feed.ts. Host and Origin were judged before (http/doors).
import type { Server as HttpServer } from 'node:http';
import { type DefaultEventsMap, type Namespace, Server, type Socket } from 'socket.io';
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
import type { MessageLimits, SocketFacts } from './message-limits.ts';

export type DeviceSocket = Socket<DeviceToCoordinator, CoordinatorToDevice, DefaultEventsMap, SocketFacts>;
export type DeviceNamespace = Namespace<
  DeviceToCoordinator,
  CoordinatorToDevice,
  DefaultEventsMap,
  SocketFacts
>;
export type ViewerSocket = Socket<ViewerToCoordinator, CoordinatorToViewer, DefaultEventsMap, SocketFacts>;
export type ViewerNamespace = Namespace<
  ViewerToCoordinator,
  CoordinatorToViewer,
  DefaultEventsMap,
  SocketFacts
>;

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

export function openGateway(http: HttpServer, isAlone: boolean, limits: MessageLimits): Gateway {
  guardUpgrades(http, isAlone);
  const server = new Server(http, {
    path: SOCKET_PATH,
    serveClient: false,
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    // message-limits.ts closes who says no hello sooner
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 15_000,
    destroyUpgrade: false,
    // asked about handshakes only
    allowRequest: (request, decide) => decide(null, limits.hasRoom(request)),
  });
  const devices: DeviceNamespace = server.of(DEVICE_NAMESPACE);
  const viewers: ViewerNamespace = server.of(VIEWER_NAMESPACE);
  limits.watch(server.engine, [devices, viewers]);
  // everybody may connect to the default namespace unless told not to, and would then stay for as long as they like
  server.use((_socket, next) => next(new Error(`connect to ${DEVICE_NAMESPACE} or ${VIEWER_NAMESPACE}`)));
  return {
    devices,
    viewers,
    // the listener itself is closed by whoever opened it
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
