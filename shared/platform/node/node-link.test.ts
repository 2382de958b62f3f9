// The link against a small Socket.IO server: what is said, what is heard, and what happens when the connection goes.
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEVICE_NAMESPACE, SOCKET_PATH } from '../../contract/device-messages.ts';
import type { Link, LinkListener } from '../../runtime/ports.ts';
import { wireError } from '../../contract/errors.ts';
import { createNodeLink } from './node-link.ts';

let http: HttpServer;
let server: Server;
let url: string;
const links: Link[] = [];
let port = 0;

async function listen(transports: ('websocket' | 'polling')[] = ['websocket', 'polling']) {
  http = createServer();
  server = new Server(http, { path: SOCKET_PATH, transports, serveClient: false });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  port = (http.address() as AddressInfo).port;
  url = `http://127.0.0.1:${port}`;
}
beforeEach(async () => {
  port = 0;
  await listen();
});
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  await server.close();
});

/** The next connection of a device. */
const nextDevice = () =>
  new Promise<Socket>((resolve) => server.of(DEVICE_NAMESPACE).once('connection', resolve));

type Heard = { [K in keyof LinkListener]: [K, ...Parameters<LinkListener[K]>] }[keyof LinkListener];

function start(options?: Parameters<typeof createNodeLink>[1]) {
  const link = createNodeLink(url, options);
  links.push(link);
  const heard: Heard[] = [];
  const names = [
    'challenged',
    'disconnected',
    'leased',
    'takenBack',
    'dropped',
    'steered',
    'refused',
  ] as const;
  let wake = () => {};
  const listener = Object.fromEntries(
    names.map((name) => [
      name,
      (...values: unknown[]) => {
        heard.push([name, ...values] as Heard);
        wake();
      },
    ]),
  ) as unknown as LinkListener;
  link.start(listener);
  return {
    link,
    heard,
    async hear<K extends keyof LinkListener>(name: K): Promise<Parameters<LinkListener[K]>> {
      for (;;) {
        const at = heard.findIndex(([heardName]) => heardName === name);
        if (at >= 0) return heard.splice(at, 1)[0]!.slice(1) as Parameters<LinkListener[K]>;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

const challenge = {
  serverId: `srv_${'0'.repeat(32)}`,
  nonce: 'n'.repeat(43),
  protocol: { oldest: 1, newest: 1 },
};
const steering = { enabled: true, approved: true, throttle: 0.5, swarm: 'running', quarantine: null };
const lease = {
  leaseId: 1,
  job: 2,
  jobId: `job_${'0'.repeat(32)}`,
  jobName: 'x',
  generation: 1,
  kernel: 'k',
  script: 'a'.repeat(64),
  params: { a: 1 },
  first: 0,
  count: 2,
  chunks: null,
  expectedSeconds: 1,
  termMs: 1000,
  limitMs: 1000,
};
const status = { duty: 1, reason: 'working', threads: 1, holding: 0, unacknowledged: 0 } as const;

test('a hello that nobody answers is said again on another connection', async () => {
  const silent = nextDevice();
  const { link, hear } = start({ helloWithinMs: 50 });
  await silent;
  const attentive = nextDevice();
  await expect
    .poll(() => link.hello({} as never).catch((error: Error) => error.message))
    .toMatch(/timed out/);
  await hear('disconnected');
  const device = await attentive;
  device.on('hello', (_, reply: (answer: unknown) => void) =>
    reply({ ok: false, error: { code: 'device-unknown', message: 'who', hint: 'join' } }),
  );
  await expect.poll(() => link.hello({} as never).catch(() => null)).toMatchObject({ ok: false });
});

describe.each([['websocket'], ['polling']] as const)('over %s', (transport) => {
  test('[P1] says and hears every message', async () => {
    const connection = nextDevice();
    const { link, hear } = start({ transports: [transport] });
    const device = await connection;
    expect(device.conn.transport.name).toBe(transport);

    device.emit('challenge', challenge);
    expect(await hear('challenged')).toEqual([challenge]);
    device.emit('lease', lease);
    expect(await hear('leased')).toEqual([lease]);
    device.emit('steer', steering);
    expect(await hear('steered')).toEqual([steering]);
    device.emit('drop', { job: 2, generation: 1 });
    expect(await hear('dropped')).toEqual([{ job: 2, generation: 1 }]);
    const answered = device.timeout(5000).emitWithAck('takeBack', { leaseId: 1, job: 2, first: 0, count: 2 });
    const [, answer] = await hear('takenBack');
    answer([{ first: 1, count: 1 }]);
    expect(await answered).toEqual({ released: [{ first: 1, count: 1 }] });

    const batches: unknown[] = [];
    device.on('results', (batch: Uint8Array, reply: (value: unknown) => void) => {
      batches.push([...batch]);
      reply({ status: 'recorded' });
    });
    expect(await link.results(new Uint8Array([1, 2, 3]))).toEqual({ status: 'recorded' });
    expect(batches).toEqual([[1, 2, 3]]);
    const said: string[] = [];
    device.on('leave', (reply: () => void) => (said.push('leave'), reply()));
    await link.leave();
    expect(said).toEqual(['leave']);
    const handovers = [
      { ok: true, value: { token: 't', expiresInMs: 1 } },
      { ok: false, error: wireError('forbidden', 'it waits') },
      { ok: true },
    ];
    device.on('handover', (reply: (value: unknown) => void) => reply(handovers.shift()));
    expect(await link.handover()).toEqual({ token: 't', expiresInMs: 1 });
    await expect(link.handover()).rejects.toMatchObject({ code: 'forbidden', message: 'it waits' });
    await expect(link.handover()).rejects.toMatchObject({ code: 'malformed-message' });
    const returned = new Promise((resolve) => device.once('returned', resolve));
    link.returned({ leaseId: 1, job: 2 as never, ranges: [{ first: 0, count: 1 }] });
    expect(await returned).toEqual({ leaseId: 1, job: 2, ranges: [{ first: 0, count: 1 }] });
    device.once('goodbye', (reply: () => void) => reply());
    await link.goodbye();
  });
});

test('[P1] where WebSocket does not come through, it comes by polling', async () => {
  await server.close();
  await listen(['polling']);
  const connection = nextDevice();
  const { heard } = start();
  expect((await connection).conn.transport.name).toBe('polling');
  expect(heard).toEqual([]);
});

test('[P6] a message that cannot be read is named, and changes nothing', async () => {
  const connection = nextDevice();
  const { hear, heard } = start();
  const device = await connection;
  for (const [message, value] of [
    ['lease', { ...lease, first: -1 }],
    ['challenge', null],
    ['steer', 'x'],
    ['drop', {}],
    ['takeBack', { leaseId: 'x' }],
  ] as const) {
    device.emit(message, value);
    expect((await hear('refused'))[0]).toMatchObject({
      code: 'malformed-message',
      message: expect.stringContaining(message),
    });
  }
  expect(heard).toEqual([]);
});

test('an answer that cannot be read is an error, not a result', async () => {
  const connection = nextDevice();
  const { link } = start();
  const device = await connection;
  device.on('results', (_: unknown, reply: (value: unknown) => void) => reply({ status: 'fine' }));
  await expect
    .poll(() => link.results(new Uint8Array(1)).catch((error: { code: string }) => error.code))
    .toBe('malformed-message');
});

test('what waits for an answer is told when the connection goes, and the next connection comes by itself', async () => {
  const connection = nextDevice();
  const { link, hear } = start();
  const device = await connection;
  device.emit('challenge', challenge);
  await hear('challenged');
  const unanswered = link.results(new Uint8Array(1)).catch((error: unknown) => error);
  const next = nextDevice();
  device.conn.close();
  expect(await unanswered).toMatchObject({ code: 'stopping' });
  await hear('disconnected');
  await next;
});

test('it comes back after the coordinator closed the connection on purpose, and after a restart', async () => {
  const connection = nextDevice();
  const { hear, link } = start();
  const device = await connection;
  const again = nextDevice();
  device.disconnect(true);
  await hear('disconnected');
  await again;
  await server.close();
  await hear('disconnected');
  expect(() => link.status(status)).not.toThrow();
  await expect(link.results(new Uint8Array(1))).rejects.toMatchObject({ code: 'stopping' });
  await listen();
  await nextDevice();
});

test('nothing that was said while the connection was down is said later', async () => {
  const { link } = start();
  link.status(status);
  link.returned({ leaseId: 1, job: 2 as never, ranges: [] });
  const heard: string[] = [];
  const device = await nextDevice();
  device.onAny((message: string) => heard.push(message));
  device.on('hello', (_: unknown, reply: (value: unknown) => void) =>
    reply({ ok: false, error: { code: 'stopping', message: 'm', hint: 'h' } }),
  );
  await expect.poll(() => link.hello({} as never).catch(() => null)).toMatchObject({ ok: false });
  expect(heard).toEqual(['hello']);
});
