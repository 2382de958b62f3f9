// A page of another site, by its own name or by a name that it makes resolve to us: refused on every path and on both transports of the sockets.
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { assemble } from '../../assemble.ts';
import { prepareDataDirectory } from '../../data-directory.ts';
import { kernelsDir } from '../test-coordinator.ts';
import { useCoordinator } from '../use-coordinator.ts';
import { askRaw } from './raw-http.ts';
import { believeNobody } from '../../auth/client-of.ts';
import { noTls } from '../../tls/start-tls.ts';

const coordinator = useCoordinator();
const port = () => new URL(coordinator.url).port;
const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];
const close = ['Connection: close'];

describe('a hostile Host', () => {
  test.each([
    ['the API', 'GET /api/health HTTP/1.1', close],
    ['a change', 'POST /api/join HTTP/1.1', [...close, 'Content-Length: 0']],
    ['a page', 'GET / HTTP/1.1', close],
    ['polling', 'GET /socket/?EIO=4&transport=polling HTTP/1.1', close],
    ['a WebSocket', 'GET /socket/?EIO=4&transport=websocket HTTP/1.1', upgrade],
    ['an upgrade of any path', 'GET /anything HTTP/1.1', upgrade],
  ])('is answered 421 for %s, also with an Origin that equals it', async (_what, line, headers) => {
    for (const more of [[], [`Origin: http://rebound.example:${port()}`]]) {
      const answer = await askRaw(coordinator.url, [
        line,
        `Host: rebound.example:${port()}`,
        ...headers,
        ...more,
      ]);
      expect(answer.status).toBe(421);
      expect(answer.text).toContain('"code":"wrong-host"');
      expect(answer.text).toContain('--allow-host rebound.example');
    }
  });

  test('in an absolute request line does not get round it', async () => {
    const answer = await askRaw(coordinator.url, [
      'GET http://rebound.example/api/health HTTP/1.1',
      `Host: localhost:${port()}`,
    ]);
    expect(answer.status).toBe(400);
  });

  test('of an older HTTP without any name is refused', async () => {
    expect((await askRaw(coordinator.url, ['GET /api/health HTTP/1.0'])).status).toBe(421);
  });
});

describe('a hostile Origin', () => {
  test.each(['websocket', 'polling'])('opens no socket over %s; none and our own do', async (transport) => {
    const outcome = (origin: string | undefined) =>
      new Promise<string>((resolve) => {
        const socket = io(`${coordinator.url}/device`, {
          path: '/socket',
          transports: [transport],
          reconnection: false,
          forceNew: true,
          ...(origin !== undefined && { extraHeaders: { origin } }),
        });
        socket.once('connect', () => (socket.disconnect(), resolve('in')));
        socket.once('connect_error', () => resolve('refused'));
      });
    expect(await outcome('http://evil.example')).toBe('refused');
    expect(await outcome('null')).toBe('refused');
    expect(await outcome(`http://localhost:1`)).toBe('refused');
    expect(await outcome(coordinator.url)).toBe('in');
    expect(await outcome(undefined)).toBe('in');
  });

  test('reads no API and is given no CORS', async () => {
    const headers = {
      origin: 'http://evil.example',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
    };
    const answer = await askRaw(coordinator.url, [
      'GET /api/health HTTP/1.1',
      `Host: localhost:${port()}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ...close,
    ]);
    expect(answer.status).toBe(403);
    const preflight = await askRaw(coordinator.url, [
      'OPTIONS /api/jobs HTTP/1.1',
      `Host: localhost:${port()}`,
      'Origin: http://evil.example',
      'Access-Control-Request-Method: POST',
      ...close,
    ]);
    expect(preflight.status).toBe(403);
    expect(preflight.text.toLowerCase()).not.toContain('access-control-allow');
  });
});

test('refusals are lines that cannot fill the log', async () => {
  const before = coordinator.lines.length;
  for (let i = 0; i < 50; i++)
    await askRaw(coordinator.url, ['GET / HTTP/1.1', `Host: flood-${i}.example`, ...close], '127.0.0.3');
  expect(coordinator.lines.slice(before).filter((line) => line.includes('127.0.0.3'))).toHaveLength(1);
});

test('in development the same doors stand in front of Vite and its own sockets', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-doors-'));
  await prepareDataDirectory(dataDir);
  const vite = createServer((_request, response) => response.end('vite'));
  const upgraded: string[] = [];
  vite.on('upgrade', (request, socket) => {
    upgraded.push(request.headers.host ?? '');
    socket.end('HTTP/1.1 200 OK\r\n\r\n');
  });
  const options = {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    kernelsDir: await kernelsDir(),
    appDir: null,
    version: 'dev',
    log: () => undefined,
  };
  const assembled = await assemble(
    options,
    { addresses: () => [], tls: () => noTls, clientOf: believeNobody(), names: () => [] },
    false,
  );
  await assembled.start({ holder: 'test', force: false });
  assembled.attach(vite);
  vite.listen(0, '127.0.0.1');
  await once(vite, 'listening');
  const url = `http://127.0.0.1:${(vite.address() as AddressInfo).port}`;
  try {
    expect(
      (await askRaw(url, ['GET /@vite/client HTTP/1.1', 'Host: rebound.example', ...close])).status,
    ).toBe(421);
    expect((await askRaw(url, ['GET /@vite/client HTTP/1.1', 'Host: localhost', ...close])).text).toContain(
      'vite',
    );
    expect(
      (
        await askRaw(url, [
          'GET /?token=x HTTP/1.1',
          'Host: localhost',
          'Origin: http://evil.example',
          ...upgrade,
        ])
      ).status,
    ).toBe(403);
    expect(
      (
        await askRaw(url, [
          'GET /?token=x HTTP/1.1',
          'Host: localhost',
          'Origin: http://localhost',
          ...upgrade,
        ])
      ).status,
    ).toBe(200);
    expect(upgraded).toEqual(['localhost']);
  } finally {
    await assembled.stop();
    vite.close();
    vite.closeAllConnections();
    await rm(dataDir, { recursive: true, force: true });
  }
});
