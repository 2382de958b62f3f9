// What a listener bears: how long headers may take, how many connections there may be, in all and from one address. For every HTTP or HTTPS
// server that takes connections, and for the plain one in front of them if there is one.
import type { Server as HttpServer, ServerOptions } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { addressGroup } from '../../auth/client-address.ts';
import { isLoopback } from '../../auth/client-of.ts';

export const LISTENER = {
  headersMs: 10_000,
  /** Of a whole request; parts over the slowest link that `body-pace.ts` allows end sooner. */
  requestMs: 3_600_000,
  keepAliveMs: 30_000,
  /** Neither reading nor writing: somebody who asks for a large answer and does not take it. */
  idleMs: 300_000,
  headers: 100,
  connections: 10_000,
  /** Sixty phones behind one address load the page with six connections each, and stay with one. */
  connectionsPerAddress: 512,
  /** IPv6: a LAN is one /64, and so is whatever one host may call itself. */
  connectionsPerNetwork: 2_048,
} as const;

/** For `createServer`; the rest can be set later. Node looks every 30 s unless told otherwise. */
export const LISTENER_OPTIONS: ServerOptions = { connectionsCheckingInterval: 2_000 };

export function limitRequests(http: HttpServer): void {
  http.headersTimeout = LISTENER.headersMs;
  http.requestTimeout = LISTENER.requestMs;
  http.keepAliveTimeout = LISTENER.keepAliveMs;
  http.timeout = LISTENER.idleMs;
  http.maxHeadersCount = LISTENER.headers;
}

/** Not by address behind a proxy, where everybody has the proxy's; with a tunnel, whose near end is on this computer, loopback is spared. */
export function limitConnections(
  server: NetServer,
  { byAddress, spareLoopback }: { byAddress: boolean; spareLoopback: boolean },
): void {
  server.maxConnections = LISTENER.connections;
  if (!byAddress) return;
  const open = new Map<string, number>();
  const change = (key: string, by: 1 | -1) => {
    const count = (open.get(key) ?? 0) + by;
    if (count > 0) open.set(key, count);
    else open.delete(key);
    return count;
  };
  server.prependListener('connection', (socket: Socket) => {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
    if (spareLoopback && isLoopback(address)) return;
    const group = addressGroup(address.replace(/%.*$/, ''));
    const keys = group === address ? [address] : [address, group];
    const limits = [LISTENER.connectionsPerAddress, LISTENER.connectionsPerNetwork];
    const counts = keys.map((key) => change(key, 1));
    socket.once('close', () => keys.forEach((key) => change(key, -1)));
    if (counts.some((count, i) => count > (limits[i] ?? 0))) socket.destroy();
  });
}
