// Multicast DNS on one link. The socket is opened here and handed to bonjour-service, which would throw what goes wrong with a socket of its own
// into the process, and would send on one interface only: here a wrong packet or an unplugged cable is a word to `onTrouble`, no more.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import Bonjour from 'bonjour-service';
import type { Link } from './list-links.ts';

const GROUP = '224.0.0.251';
export const MDNS_PORT = 5353;

export interface Multicast {
  bonjour: Bonjour;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface MulticastOptions {
  /** For tests: beside the port that other programs listen on. */
  port?: number;
  onTrouble(error: Error): void;
}

/** @throws what the system says, such as EADDRINUSE or ENODEV. */
export async function openMulticast(
  { address }: Pick<Link, 'address'>,
  { port = MDNS_PORT, onTrouble }: MulticastOptions,
): Promise<Multicast> {
  const socket = await openSocket(address, port);
  // `bind: false`: it is bound already. The type of these options is that of a service, by mistake.
  const bonjour = new Bonjour({ socket, bind: false, port } as object, onTrouble);
  guard(socket, onTrouble);
  let closing: Promise<void> | null = null;
  return {
    bonjour,
    close: () => (closing ??= new Promise((resolve) => bonjour.destroy(() => resolve()))),
  };
}

async function openSocket(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // Not the link's own address: where a socket is bound to one, multicast does not reach it.
      socket.bind(port, '0.0.0.0', () => {
        socket.off('error', reject);
        resolve();
      });
    });
    socket.addMembership(GROUP, address);
    socket.setMulticastInterface(address);
    socket.setMulticastTTL(255);
    // so that programs on this computer find each other
    socket.setMulticastLoopback(true);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** Puts our own listeners in the place of the library's, which let exceptions through. */
function guard(socket: Socket, onTrouble: (error: Error) => void): void {
  const [deliver] = socket.listeners('message') as ((message: Buffer, from: RemoteInfo) => void)[];
  socket.removeAllListeners('message').removeAllListeners('error');
  socket.on('error', onTrouble);
  socket.on('message', (message, from) => {
    try {
      deliver?.(message, from);
    } catch (error) {
      onTrouble(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
