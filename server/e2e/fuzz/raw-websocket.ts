// A raw connection over WebSocket, frames made by hand.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { makeInbox, type Packet, type RawSocket, socketQuery, type Where } from './raw-socket.ts';

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
    `GET ${socketQuery('websocket')} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
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
