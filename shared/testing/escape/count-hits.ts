// A server that counts who comes: any request below /probe and any upgrade. It answers everybody with a script or an event stream, so
// that what gets through works.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EscapeTarget } from './escape-script.ts';

const FONT = new URL('../../../app/lib/fonts/figtree-latin-wght-normal.woff2', import.meta.url);

export interface HitCounter extends Omit<EscapeTarget, 'home'> {
  hits: string[];
  close(): void;
}

export async function countHits(): Promise<HitCounter> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/probe')) hits.push(path);
    const type =
      path === '/'
        ? 'text/html'
        : path.endsWith('events')
          ? 'text/event-stream'
          : path.endsWith('.wasm')
            ? 'application/wasm'
            : 'text/javascript';
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': type });
    if (path === '/') return void response.end('<!doctype html><title>no policy</title>');
    if (path.endsWith('worker.js')) return void response.end('postMessage(1)');
    if (path.endsWith('.wasm')) return void response.end(Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]));
    if (path.endsWith('.woff2')) return void response.end(readFileSync(FONT));
    if (path.endsWith('events')) return void response.write(':\n\n');
    response.end('');
  });
  server.on('upgrade', (request, socket) => {
    hits.push(request.url ?? '');
    // as a server of WebSockets answers, so that the control's connection opens
    const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    hits,
    url: `http://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
