// Both connections of a page, device's and screen's, when the browser says that its network went or came back. What they would do by
// themselves is put off for longer than a test may last.
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEVICE_NAMESPACE, SOCKET_PATH } from '../../contract/device-messages.ts';
import { WATCH_ALL } from '../../contract/viewer-watch.ts';
import { VIEWER_NAMESPACE } from '../../contract/viewer-messages.ts';
import { createBrowserLink } from './browser-link.ts';
import { watchSwarm } from './viewer-link.ts';
import { relayNetwork, type RelayedNetwork } from './watch-network.ts';

let http: HttpServer;
let server: Server;
const stops: (() => unknown)[] = [];

const origin = () => `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

beforeEach(async () => {
  // makes back-offs of eight minutes (ours) and of five and fifteen seconds (Socket.IO's)
  vi.spyOn(Math, 'random').mockReturnValue(1000.1);
  http = createServer();
  server = new Server(http, { path: SOCKET_PATH, serveClient: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await server.close();
  vi.restoreAllMocks();
});

/** What a connection told, in order, and the next thing it tells. */
function makeEar() {
  const heard: string[] = [];
  let wake = () => {};
  return {
    heard,
    tell(what: string) {
      heard.push(what);
      wake();
    },
    async hear(what: string) {
      while (!heard.includes(what)) await new Promise<void>((resolve) => (wake = resolve));
      heard.splice(0, heard.indexOf(what) + 1);
    },
  };
}

const connections = {
  device: {
    namespace: DEVICE_NAMESPACE,
    message: 'challenge',
    start(network: RelayedNetwork) {
      const ear = makeEar();
      const link = createBrowserLink(origin(), network.watch);
      stops.push(() => link.stop());
      link.start({ disconnected: () => ear.tell('lost'), refused: () => ear.tell('heard') } as never);
      return ear;
    },
  },
  viewer: {
    namespace: VIEWER_NAMESPACE,
    message: 'snapshot',
    start(network: RelayedNetwork) {
      const ear = makeEar();
      const listener = { connected: () => ear.tell('lost'), refused: () => ear.tell('heard') };
      const link = watchSwarm(origin(), WATCH_ALL, listener as never, network.watch);
      stops.push(() => link.stop());
      return ear;
    },
  },
};

const ways = [
  ['the coordinator closed it', (socket: Socket) => socket.disconnect()],
  ['it broke', (socket: Socket) => socket.conn.close()],
] as const;

for (const [who, { namespace, message, start }] of Object.entries(connections)) {
  /** The coordinator's end of the next connection. */
  const next = () => new Promise<Socket>((resolve) => server.of(namespace).once('connection', resolve));
  /** Both ends know of each other. */
  async function connect(network: RelayedNetwork) {
    const coming = next();
    const ear = start(network);
    const socket = await coming;
    socket.emit(message, 'what nobody can read, and everybody tells of');
    await ear.hear('heard');
    return { ear, socket };
  }

  test(`a ${who}’s connection is lost as soon as the network is, and tries again at once`, async () => {
    const network = relayNetwork();
    const { ear } = await connect(network);
    const again = next();
    network.changed(false);
    expect(ear.heard).toEqual(['lost']);
    await again;
  });

  test.each(ways)(
    `a ${who}’s connection comes back with the network, after %s, without waiting`,
    async (_, end) => {
      const network = relayNetwork();
      const { ear, socket } = await connect(network);
      end(socket);
      await ear.hear('lost');
      const again = next();
      network.changed(true);
      expect(await again).not.toBe(socket);
    },
    3_000,
  );

  test(`a ${who}’s connection that lives is not begun anew when the network comes`, async () => {
    const network = relayNetwork();
    const { ear, socket } = await connect(network);
    network.changed(true);
    socket.emit(message, 'again');
    await ear.hear('heard');
    expect(socket.connected).toBe(true);
    expect(ear.heard).toEqual([]);
  });
}
