// Requests that no client library sends, over a bare socket: any Host, any path, half a request, from any address of this computer.
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';

export interface RawConnection {
  socket: Socket;
  /** Everything that came, once the other end closed. */
  closed: Promise<string>;
  /** Resolves with what came as soon as it fits. */
  seen(fits: RegExp): Promise<string>;
}

export async function openRaw(url: string, from = '127.0.0.1'): Promise<RawConnection> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress: from });
  const heard = hear(socket);
  await once(socket, 'connect');
  return { socket, ...heard };
}

function hear(socket: Duplex): Omit<RawConnection, 'socket'> {
  socket.setEncoding('utf8');
  let text = '';
  const waiting = new Set<() => void>();
  socket.on('data', (piece: string) => {
    text += piece;
    for (const look of waiting) look();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  return {
    closed,
    seen: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => fits.test(text) && (waiting.delete(look), resolve(text));
        waiting.add(look);
        void closed.then(() => reject(new Error(`closed before ${String(fits)}: ${text}`)));
        look();
      }),
  };
}

/** One request as it stands; resolves with the status and the whole answer once the connection is closed. */
export async function askRaw(url: string, lines: string[], from?: string) {
  return await send(await openRaw(url, from), lines);
}

/** The same on a connection that somebody else made, encrypted or not. */
export async function askOn(socket: Duplex, lines: string[]) {
  return await send({ socket, ...hear(socket) }, lines);
}

async function send({ socket, closed }: { socket: Duplex; closed: Promise<string> }, lines: string[]) {
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const text = await closed;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
}
