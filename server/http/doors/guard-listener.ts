// Puts the doors in front of everything that listens on a server: pages, API, sockets, and in development Vite. Whoever is refused is told why
// and reaches nobody.
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type CoveyError, errorKinds } from '../../../shared/contract/errors.ts';
import { isOwnName } from '../../../shared/contract/own-host.ts';
import { readHostName } from './allowed-hosts.ts';
import { watchBody } from './body-pace.ts';
import { type DoorRules, judgeRequest } from './judge-request.ts';
import { securityHeaders } from './security-headers.ts';

export interface Guard extends DoorRules {
  onRefused(error: CoveyError, from: string, request: IncomingMessage): void;
}

type Listener = (request: IncomingMessage, ...rest: unknown[]) => void;

/** Call it when all listeners are attached; those that come later stand beside the doors. */
export function guardListener(http: Server, guard: Guard): void {
  const requests = takeListeners(http, 'request');
  http.on('request', (request, response) => {
    const refused = admit(request, guard, false);
    const path = request.url?.split('?', 1)[0] ?? '';
    for (const [name, value] of Object.entries(securityHeaders(path, isSecureContext(request, guard))))
      response.setHeader(name, value);
    if (refused) return refuseRequest(request, response, refused);
    watchBody(request, response);
    for (const listener of requests) listener.call(http, request, response);
  });
  const upgrades = takeListeners(http, 'upgrade');
  http.on('upgrade', (request, socket, head) => {
    const refused = admit(request, guard, true);
    if (refused) return refuseUpgrade(socket, refused);
    for (const listener of upgrades) listener.call(http, request, socket, head);
  });
}

function takeListeners(http: Server, event: 'request' | 'upgrade'): Listener[] {
  const listeners = http.listeners(event) as Listener[];
  http.removeAllListeners(event);
  return listeners;
}

function admit(request: IncomingMessage, guard: Guard, isUpgrade: boolean): CoveyError | null {
  const refused = judgeRequest(request, guard, isUpgrade);
  if (refused) guard.onRefused(refused, guard.clientOf(request).address, request);
  return refused;
}

/** Whether the browser takes this page for a secure context: by its protocol and name, whoever passed it on. */
function isSecureContext(request: IncomingMessage, { clientOf }: DoorRules): boolean {
  const { protocol, host } = clientOf(request);
  return protocol === 'https' || isOwnName(readHostName(host) ?? '');
}

/** The body of a refused request is not waited for. */
function refuseRequest(request: IncomingMessage, response: ServerResponse, error: CoveyError): void {
  response.writeHead(errorKinds[error.code].status, {
    'content-type': 'application/json',
    connection: 'close',
  });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(error.toWire()), () =>
    request.socket.destroySoon(),
  );
}

/** Nobody else listens to this socket any more: without a listener, a reset would end the process. */
function refuseUpgrade(socket: Duplex, error: CoveyError): void {
  const { status } = errorKinds[error.code];
  const body = JSON.stringify(error.toWire());
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
