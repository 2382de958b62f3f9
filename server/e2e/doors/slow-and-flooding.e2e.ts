// Slow and flooding peers: they are closed, and everybody else is served meanwhile.
import { idle } from '../test-device.ts';
import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import { LISTENER } from '../../http/doors/listener-limits.ts';
import { MESSAGES } from '../../realtime/message-limits.ts';
import { until, useCoordinator } from '../use-coordinator.ts';
import { askRaw, openRaw } from './raw-http.ts';

const coordinator = useCoordinator();
const host = () => `Host: ${new URL(coordinator.url).host}`;
const isServed = async (from: string) =>
  (await askRaw(coordinator.url, ['GET /api/health HTTP/1.1', host(), 'Connection: close'], from)).status;

/** Writes a byte a second until the other end closes; ms until then. */
async function trickle(head: string, every = 1_000): Promise<number> {
  const connection = await openRaw(coordinator.url);
  const started = performance.now();
  connection.socket.write(head);
  const timer = setInterval(() => connection.socket.write('x'), every);
  await connection.closed;
  clearInterval(timer);
  return performance.now() - started;
}

test('headers, bodies and silences that never end are closed in time while others are served', async () => {
  const length = 'Content-Length: 100000\r\n';
  const slow = Promise.all([
    trickle(`GET /api/health HTTP/1.1\r\n${host()}\r\nX-Slow: `),
    trickle(''),
    trickle(`POST /api/join HTTP/1.1\r\n${host()}\r\n${length}\r\n{`),
    trickle(`POST /nowhere HTTP/1.1\r\n${host()}\r\n${length}\r\n`),
    trickle(`PUT /api/parts/${'a'.repeat(64)} HTTP/1.1\r\n${host()}\r\n${length}\r\n`),
    trickle(`POST /socket/?EIO=4&transport=polling HTTP/1.1\r\n${host()}\r\n${length}\r\n`),
  ]);
  const state = { over: false, served: 0 };
  void slow.finally(() => (state.over = true));
  while (!state.over) {
    expect(await isServed('127.0.0.1')).toBe(200);
    state.served++;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const took = await slow;
  expect(Math.max(...took)).toBeLessThan(20_000);
  expect(state.served).toBeGreaterThan(20);
}, 60_000);

test('an upload may be slow as long as something comes', async () => {
  const connection = await openRaw(coordinator.url);
  connection.socket.write(
    `PUT /api/parts/${'a'.repeat(64)} HTTP/1.1\r\n${host()}\r\nAuthorization: Bearer ${await coordinator.ownerToken()}\r\nContent-Length: 14\r\n\r\n`,
  );
  const timer = setInterval(() => connection.socket.write('x'), 1_000);
  const text = await connection.seen(/"code"/);
  clearInterval(timer);
  expect(text).toContain('hash-mismatch');
  connection.socket.destroy();
}, 60_000);

test('bodies without end and bodies that are too large are refused before they are read', async () => {
  const endless = async (line: string, headers: string[] = []) => {
    const connection = await openRaw(coordinator.url);
    connection.socket.write(
      `${[line, host(), 'Transfer-Encoding: chunked', ...headers].join('\r\n')}\r\n\r\n`,
    );
    const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let sent = 0;
    const push = (): void => {
      while (!connection.socket.destroyed && connection.socket.writableLength < 1_000_000) {
        connection.socket.write(piece);
        sent += 0x10000;
      }
      if (!connection.socket.destroyed) setTimeout(push, 5);
    };
    push();
    const text = await connection.closed;
    return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), sent };
  };
  const owner = [`Authorization: Bearer ${await coordinator.ownerToken()}`];
  for (const [line, headers, status] of [
    ['POST /api/join HTTP/1.1', [], 413],
    ['POST /api/setup HTTP/1.1', [], 413],
    [`PUT /api/parts/${'a'.repeat(64)} HTTP/1.1`, owner, 413],
    ['POST /api/jobs HTTP/1.1', [], 401],
    ['POST /nowhere HTTP/1.1', [], 404],
  ] as const) {
    const { status: answered, sent } = await endless(line, [...headers]);
    // a peer that goes on sending may lose the answer to the reset of the connection
    expect([line, [status, 0].includes(answered)]).toEqual([line, true]);
    expect(sent).toBeLessThan(2_000_000_000);
  }
  const declared = await askRaw(coordinator.url, [
    'POST /api/join HTTP/1.1',
    host(),
    'Content-Length: 99999999',
  ]);
  expect(declared.status).toBe(413);
  expect(await isServed('127.0.0.1')).toBe(200);
}, 120_000);

test('a flood of connections from one address is cut off; another address is served', async () => {
  const open = [];
  for (let i = 0; i < LISTENER.connectionsPerAddress; i++)
    open.push(await openRaw(coordinator.url, '127.0.0.2'));
  const beyond = await openRaw(coordinator.url, '127.0.0.2');
  expect(await beyond.closed).toBe('');
  expect(await isServed('127.0.0.2')).toBe(0);
  expect(await isServed('127.0.0.3')).toBe(200);
  for (const { socket } of open) socket.destroy();
  await Promise.all(open.map(({ closed }) => closed));
  await until(
    () => isServed('127.0.0.2'),
    (status) => status === 200,
  );
}, 60_000);

test('connections that say no hello leave room for sixty-four of an address, and others come in', async () => {
  const handshake = (from: string) =>
    askRaw(
      coordinator.url,
      ['GET /socket/?EIO=4&transport=polling HTTP/1.1', host(), 'Connection: close'],
      from,
    );
  const asked = await Promise.all(
    Array.from({ length: MESSAGES.strangersPerAddress + 20 }, () => handshake('127.0.0.4')),
  );
  expect(asked.filter(({ status }) => status === 200)).toHaveLength(MESSAGES.strangersPerAddress);
  expect(asked.filter(({ status }) => status === 403)).toHaveLength(20);
  expect((await handshake('127.0.0.5')).status).toBe(200);
  // they are closed when their time for a hello is over
  await until(
    async () => (await handshake('127.0.0.4')).status,
    (status) => status === 200,
  );
}, 60_000);

test('a hundred devices of one address come in at once and are no strangers any more', async () => {
  const devices = await Promise.all(Array.from({ length: 100 }, () => coordinator.join()));
  for (const identity of devices)
    expect(await coordinator.connectAs(identity).hello()).toMatchObject({ ok: true });
}, 60_000);

test('a stranger or a viewer that says anything, and a device that says too much, are told so and closed; nobody else is', async () => {
  const bystander = await coordinator.connect();
  await bystander.hello();
  const stranger = io(`${coordinator.url}/device`, { path: '/socket', forceNew: true, reconnection: false });
  const viewer = io(`${coordinator.url}/viewer`, {
    path: '/socket',
    forceNew: true,
    reconnection: false,
    auth: { token: await coordinator.ownerToken() },
  });
  await new Promise((resolve) => viewer.once('snapshot', resolve));
  const device = await coordinator.connect();
  await device.hello();
  for (const [socket, message, count, code] of [
    [stranger, 'status', 100, 'malformed-message'],
    [viewer, 'status', 500, 'malformed-message'],
    [device.socket, 'status', 10_000, 'too-many-requests'],
  ] as const) {
    const refused: { code: string }[] = [];
    socket.on('refused', (error: { code: string }) => refused.push(error));
    const closed = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    for (let i = 0; i < count; i++) socket.emit(message, idle);
    expect(await closed).toMatch(/transport|server/);
    expect(refused.map((each) => each.code)).toContain(code);
  }
  await coordinator.submitProbe(1);
  expect((await bystander.nextLease()).count).toBe(1);
}, 60_000);
