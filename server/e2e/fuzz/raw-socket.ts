// A Socket.IO connection without any library: what stands in a packet is up to the caller. Nothing is checked on the way out, and a connection that
// ends, however it ends, is no error. raw-websocket.ts and raw-polling.ts open one.
import { SOCKET_PATH } from '../../../shared/contract/device-messages.ts';

export type Packet = string | Uint8Array;

export interface RawSocket {
  send(packet: Packet): void;
  /** Bytes in no frame at all. */
  sendBytes(bytes: Uint8Array): void;
  /** The next packet that fits, also one that came already; null when the connection ends first or nothing comes in time. */
  next(fits: (packet: string) => boolean, withinMs?: number): Promise<string | null>;
  onPacket(listener: (packet: string) => void): void;
  close(): void;
}

export interface Where {
  port: number;
  /** The sender's own address, so that one of many does not count for all. */
  from: string | undefined;
}

const PATIENCE_MS = 5_000;
export const socketQuery = (transport: string) => `${SOCKET_PATH}/?EIO=4&transport=${transport}`;

/** Keeps what came until somebody asks for it. */
export function makeInbox() {
  const packets: string[] = [];
  const waiting = new Set<() => void>();
  const listeners: ((packet: string) => void)[] = [];
  const inbox = { ended: false };
  const look = () => {
    for (const each of waiting) each();
  };
  return {
    push(packet: string) {
      packets.push(packet);
      for (const listener of listeners) listener(packet);
      look();
    },
    end() {
      inbox.ended = true;
      look();
    },
    onPacket: (listener: (packet: string) => void) => void listeners.push(listener),
    next: (fits: (packet: string) => boolean, withinMs = PATIENCE_MS) =>
      new Promise<string | null>((resolve) => {
        const settle = (packet: string | null) => {
          clearTimeout(timer);
          waiting.delete(check);
          resolve(packet);
        };
        const check = () => {
          const found = packets.find(fits);
          if (found !== undefined || inbox.ended) settle(found ?? null);
        };
        const timer = setTimeout(() => settle(null), withinMs);
        waiting.add(check);
        check();
      }),
  };
}
