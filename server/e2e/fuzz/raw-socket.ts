// A Socket.IO connection without any library: what stands in a packet is up to the caller, over WebSocket as over polling. Nothing is checked on the
// way out, and a connection that ends, however it ends, is no error.
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { SOCKET_PATH } from '../../../shared/contract/device-messages.ts';

export type Packet = string | Uint8Array;

export interface RawSocket {
  send(packet: Packet): void;
  /** Bytes in no frame at all. */
  sendBytes(bytes: Uint8Array): void;
  /** The next packet that fits, also one that came already; null when the connection ends first or nothing comes within 5 s. */
  next(fits: (packet: string) => boolean): Promise<string | null>;
  onPacket(listener: (packet: string) => void): void;
  close(): void;
}

export interface Where {
  port: number;
  /** The sender's own address, so that one of many does not count for all. */
  from: string | undefined;
}

const PATIENCE_MS = 5_000;
const query = (transport: string) => `${SOCKET_PATH}/?EIO=4&transport=${transport}`;

/** Keeps what came until somebody asks for it. */
function makeInbox() {
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
    next: (fits: (packet: string) => boolean) =>
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
        const timer = setTimeout(() => settle(null), PATIENCE_MS);
        waiting.add(check);
        check();
      }),
  };
}

/** RFC 6455 §5.2: one masked frame, final, text or binary. */
function frameOf(packet: Packet): Buffer {
  const payload = Buffer.from(packet as string);
  const mask = randomBytes(4);
  const extended = payload.length > 0xffff ? 8 : payload.length > 125 ? 2 : 0;
  const head = Buffer.alloc(2 + extended);
  head[0] = 0x80 | (typeof packet === 'string' ? 1 : 2);
  head[1] = 0x80 | (extended === 8 ? 127 : extended === 2 ? 126 : payload.length);
  if (extended === 2) head.writeUInt16BE(payload.length, 2);
  if (extended === 8) head.writeBigUInt64BE(BigInt(payload.length), 2);
  for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
  return Buffer.concat([head, mask, payload]);
}

/** Cuts what the coordinator sends into frames; it never masks and never splits. */
function readFrames(onText: (text: string) => void, onClose: () => void) {
  let held = Buffer.alloc(0);
  return (piece: Buffer) => {
    held = Buffer.concat([held, piece]);
    while (held.length >= 2) {
      const short = (held[1] ?? 0) & 127;
      const start = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (held.length < start) return;
      const length =
        short === 127 ? Number(held.readBigUInt64BE(2)) : short === 126 ? held.readUInt16BE(2) : short;
      if (held.length < start + length) return;
      const kind = (held[0] ?? 0) & 15;
      if (kind === 1) onText(held.toString('utf8', start, start + length));
      if (kind === 8) onClose();
      held = held.subarray(start + length);
    }
  };
}

export async function openWebSocket({ port, from }: Where): Promise<RawSocket | null> {
  const inbox = makeInbox();
  const socket: Socket = connect({
    port,
    host: '127.0.0.1',
    ...(from !== undefined && { localAddress: from }),
  });
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => inbox.end());
  socket.write(
    `GET ${query('websocket')} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  const frames = readFrames(inbox.push, () => socket.destroy());
  const head = { text: '', done: false };
  socket.on('data', (piece: Buffer) => {
    if (head.done) return frames(piece);
    head.text += piece.toString('latin1');
    const end = head.text.indexOf('\r\n\r\n');
    if (end < 0) return;
    head.done = true;
    if (!head.text.startsWith('HTTP/1.1 101')) return void socket.destroy();
    frames(Buffer.from(head.text.slice(end + 4), 'latin1'));
  });
  const opened = await inbox.next((packet) => packet.startsWith('0'));
  if (opened === null) socket.destroy();
  return opened === null
    ? null
    : {
        send: (packet) => void (socket.writable && socket.write(frameOf(packet))),
        sendBytes: (bytes) => void (socket.writable && socket.write(bytes)),
        next: inbox.next,
        onPacket: inbox.onPacket,
        close: () => void socket.destroy(),
      };
}

export async function openPolling({ port, from }: Where): Promise<RawSocket | null> {
  const inbox = makeInbox();
  const agent = new Agent({ keepAlive: true, ...(from !== undefined && { localAddress: from }) });
  const ask = (method: string, sid: string, body?: Buffer) =>
    new Promise<string | null>((resolve) => {
      const asked = request(
        {
          port,
          host: '127.0.0.1',
          agent,
          method,
          path: `${query('polling')}${sid}`,
          headers: { host: `localhost:${port}`, ...(body && { 'content-type': 'text/plain;charset=UTF-8' }) },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          answer.on('end', () => resolve(answer.statusCode === 200 ? text : null));
          answer.on('error', () => resolve(null));
        },
      );
      asked.on('error', () => resolve(null));
      asked.end(body);
    });
  const end = () => {
    inbox.end();
    agent.destroy();
  };
  const opened = await ask('GET', '');
  const sid = /"sid":"([\w-]+)"/.exec(opened ?? '')?.[1];
  if (sid === undefined) {
    end();
    return null;
  }
  const poll = async () => {
    for (;;) {
      const text = await ask('GET', `&sid=${sid}`);
      if (text === null) return end();
      for (const packet of text.split('\x1e')) inbox.push(packet);
    }
  };
  void poll();
  let sending = Promise.resolve<unknown>(null);
  const post = (body: Buffer) => void (sending = sending.then(() => ask('POST', `&sid=${sid}`, body)));
  return {
    send: (packet) =>
      post(Buffer.from(typeof packet === 'string' ? packet : `b${Buffer.from(packet).toString('base64')}`)),
    sendBytes: (bytes) => post(Buffer.from(bytes)),
    next: inbox.next,
    onPacket: inbox.onPacket,
    close: end,
  };
}
