// One port for http and https: the first byte of a connection says which (22 opens a TLS record, no HTTP method begins so). Whoever says
// nothing for ten seconds, in front of the first byte or in the middle of the handshake, is sent away. The https server hands
// its requests and upgrades to the http server, so that everything attached there serves both; a request's socket tells them apart.
import { type IncomingMessage, Server as HttpServer, type ServerOptions } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Credentials } from './credentials.ts';

const TLS_HANDSHAKE = 0x16;
const FIRST_BYTE_MS = 10_000;
/** A connection that was told to close may take this long before it is cut. */
const GRACE_MS = 1_000;

export interface OnePort {
  /** Attach everything here. It does not listen by itself. */
  http: HttpServer;
  /** From now on; connections that are open stay. null: http alone. */
  useCredentials(credentials: Pick<Credentials, 'certificate' | 'key'> | null): void;
  /** Opens the port and returns its number. @throws what `net` says, such as EADDRINUSE. */
  listen(port: number, host: string): Promise<number>;
  /** Takes no more connections and closes those that only HTTP uses. */
  stopAccepting(): void;
  /** The same, and waits until the last connection is gone. Idempotent. */
  close(): Promise<void>;
}

export interface OnePortOptions {
  firstByteMs?: number;
  /** What the two servers and the port in front of them bear. */
  limits?: {
    serverOptions: ServerOptions;
    limitRequests(server: HttpServer): void;
    limitConnections(front: NetServer): void;
  };
}

export function makeOnePort({ firstByteMs = FIRST_BYTE_MS, limits }: OnePortOptions = {}): OnePort {
  const serverOptions = limits?.serverOptions ?? {};
  const http = new HttpServer(serverOptions);
  const https = new HttpsServer({ ...serverOptions, handshakeTimeout: firstByteMs });
  for (const server of [http, https]) limits?.limitRequests(server);
  https.on('request', (request, response) => http.emit('request', request, response));
  https.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    http.emit('upgrade', request, socket, head);
  });
  let hasCredentials = false;
  const open = new Set<Socket>();

  function takeConnection(socket: Socket): void {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // for as long as it lives: an error that nobody listens to would end the process
    socket.on('error', () => socket.destroy());
    socket.setTimeout(firstByteMs, () => socket.destroy());
    socket.once('data', (bytes: Buffer) => {
      if (closing) return void socket.destroy();
      socket.setTimeout(0).removeAllListeners('timeout');
      socket.pause();
      socket.unshift(bytes);
      if (bytes[0] !== TLS_HANDSHAKE) {
        // as http.Server makes its own: an answer may follow after the asker said its last word
        socket.allowHalfOpen = true;
        http.emit('connection', socket);
      } else if (hasCredentials) https.emit('connection', socket);
      else socket.destroy();
      process.nextTick(() => socket.resume());
    });
  }

  const front = createServer({ noDelay: true }, takeConnection);
  limits?.limitConnections(front);
  let closing: Promise<void> | null = null;

  function stopAccepting(): Promise<void> {
    closing ??= new Promise((resolve) => {
      front.close(() => resolve());
    });
    for (const server of [http, https]) server.closeAllConnections();
    return closing;
  }

  return {
    http,
    useCredentials(credentials) {
      hasCredentials = credentials !== null;
      if (credentials) https.setSecureContext({ cert: credentials.certificate, key: credentials.key });
    },
    async listen(port, host) {
      await new Promise<void>((resolve, reject) => {
        front.once('error', reject);
        front.listen(port, host, () => {
          front.off('error', reject);
          resolve();
        });
      });
      // They begin to watch over slow headers only when told that they listen.
      for (const server of [http, https]) server.emit('listening');
      return (front.address() as AddressInfo).port;
    },
    stopAccepting: () => void stopAccepting(),
    async close() {
      const closed = stopAccepting();
      const cut = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, GRACE_MS);
      await closed;
      clearTimeout(cut);
      // Not before: Socket.IO takes this for the end of every connection.
      for (const server of [http, https]) server.close();
    },
  };
}
