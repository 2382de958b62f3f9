// Sends one hostile thing each: a request, bytes on a bare connection, the session of a device or of a screen. Resolves once the coordinator has dealt with it.
import { type Agent, request as ask } from 'node:http';
import { connect } from 'node:net';
import type { Challenge } from '../../../shared/contract/device-messages.ts';
import type { TestIdentity } from '../test-coordinator.ts';
import { helloOf } from '../test-device.ts';
import { hostileAnswer, type HostileMessage, packEvent } from './hostile-packets.ts';
import type { Credentials, HostileRequest } from './hostile-requests.ts';
import { openPolling } from './raw-polling.ts';
import type { RawSocket, Where } from './raw-socket.ts';
import { openWebSocket } from './raw-websocket.ts';

const ANSWER_WITHIN_MS = 20_000;
/** A parser that waits for the rest of something does not answer. */
const FENCE_MS = 300;
/** A bare connection that is owed no answer is given up after this. */
const BARE_MS = 40;

export interface Answered {
  /** null: it could not even be sent, or the connection was closed. */
  status: number | null;
  text: string;
}

export function sendRequest(
  { port }: Where,
  agent: Agent,
  tokens: Record<Credentials, string | null>,
  hostile: HostileRequest,
): Promise<Answered> {
  const token = tokens[hostile.credentials];
  const headers: Record<string, string> = {
    host: `localhost:${port}`,
    ...(hostile.body && {
      'content-type': 'application/json',
      'content-length': String(hostile.body.length),
    }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...hostile.headers,
  };
  return new Promise((resolve) => {
    const closed = () => resolve({ status: null, text: '' });
    try {
      const asked = ask(
        { port, host: '127.0.0.1', agent, method: hostile.method, path: hostile.path, headers },
        (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? null, text: Buffer.concat(pieces).toString() }),
          );
          answer.on('error', closed);
        },
      );
      asked.setTimeout(ANSWER_WITHIN_MS, () => {
        resolve({ status: 0, text: `no answer within ${ANSWER_WITHIN_MS} ms` });
        asked.destroy();
      });
      asked.on('error', closed);
      asked.end(hostile.body ?? undefined);
    } catch {
      closed(); // Node’s own client refuses such a path or header
    }
  });
}

export async function sendBytes({ port, from }: Where, bytes: Uint8Array): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', ...(from !== undefined && { localAddress: from }) });
  socket.on('error', () => socket.destroy());
  // not events.once, which takes a reset for a failure
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const timer = setTimeout(() => socket.destroy(), BARE_MS);
  socket.resume();
  socket.write(bytes);
  await closed;
  clearTimeout(timer);
}

const open = (where: Where, polling: boolean) => (polling ? openPolling(where) : openWebSocket(where));

/** Everything sent so far was dealt with once this is answered, or the connection is closed. */
async function fence(socket: RawSocket): Promise<void> {
  socket.send('40/fence,');
  await socket.next((packet) => packet.startsWith('44/fence,'), FENCE_MS);
}

function sendAll(socket: RawSocket, messages: HostileMessage[]): void {
  for (const { packets } of messages) for (const packet of packets) socket.send(packet);
}

/** Somebody who never joined. @returns how many messages were sent. */
export async function strangerSession(
  where: Where,
  polling: boolean,
  messages: HostileMessage[],
): Promise<number> {
  const socket = await open(where, polling);
  if (!socket) return 0;
  socket.send('40/device,');
  await socket.next((packet) => packet.startsWith('42/device,["challenge"') || packet.startsWith('44'));
  sendAll(socket, messages);
  await fence(socket);
  socket.close();
  return messages.length;
}

/** A screen, with the owner's token or without. */
export async function viewerSession(
  where: Where,
  token: string | null,
  messages: HostileMessage[],
): Promise<number> {
  const socket = await open(where, false);
  if (!socket) return 0;
  socket.send(`40/viewer,${JSON.stringify(token === null ? {} : { token })}`);
  await socket.next((packet) => packet.startsWith('42/viewer,') || packet.startsWith('44'));
  for (const { packets } of messages)
    for (const packet of packets)
      socket.send(typeof packet === 'string' ? packet.replace('/device,', '/viewer,') : packet);
  await fence(socket);
  socket.close();
  return messages.length;
}

export interface DeviceSession {
  sent: number;
  /** Bearer of the blob routes; null when the hello was refused. */
  blobToken: string | null;
}

/** A device that joined, and says hello as it should. Until the connection is closed it says what it is given. */
export async function deviceSession(
  where: Where,
  polling: boolean,
  identity: TestIdentity,
  messages: HostileMessage[],
): Promise<DeviceSession> {
  const nothing = { sent: 0, blobToken: null };
  const socket = await open(where, polling);
  if (!socket) return nothing;
  let asked = 0;
  socket.onPacket((packet) => {
    const id = /^42\/device,(\d+)\["takeBack"/.exec(packet)?.[1];
    if (id !== undefined) socket.send(`43/device,${id}${hostileAnswer(asked++)}`);
  });
  socket.send('40/device,');
  const challenge = await socket.next((packet) => packet.startsWith('42/device,["challenge"'));
  if (challenge === null) return nothing;
  const [, said] = JSON.parse(challenge.slice(challenge.indexOf('['))) as [string, Challenge];
  const hello = helloOf(identity, said);
  sendAll(socket, [{ packets: packEvent('/device', ['hello', hello], 0), mutated: false }]);
  const welcome = await socket.next((packet) => packet.startsWith('43/device,0['));
  const blobToken = /"blobToken":"([\w-]+)"/.exec(welcome ?? '')?.[1] ?? null;
  sendAll(socket, messages);
  await fence(socket);
  socket.close();
  return { sent: messages.length, blobToken };
}
