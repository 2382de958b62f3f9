// Only what needs no coordinator; the whole way is in server/tls/e2e and desktop/e2e.
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { makePinnedFetch, pinCoordinator } from './pinned-tls.ts';

const PIN = '0'.repeat(16);

async function serve(answer: RequestListener): Promise<string> {
  const server = createHttpServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['no certificate', (_: unknown, response) => response.end('hello'), 'not-found'],
  ['a page', (_: unknown, response) => response.writeHead(404).end(), 'not-found'],
  ['a status that no answer may have', (_: unknown, response) => response.writeHead(999).end(), 'stopping'],
  ['more than a root can be', (_: unknown, response) => response.end('x'.repeat(5_000_000)), 'not-found'],
  [
    'half an answer',
    (_: unknown, response) => response.writeHead(200, { 'content-length': 9 }).destroy(),
    'stopping',
  ],
] as [string, RequestListener, string][])(
  'whoever answers with %s is no coordinator',
  async (_what, answer, code) => {
    await expect(pinCoordinator(await serve(answer), PIN)).rejects.toMatchObject({ code });
  },
);

test('nobody at the address is said with the address', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  await expect(pinCoordinator(`http://127.0.0.1:${port}`, PIN)).rejects.toMatchObject({
    code: 'stopping',
    message: `nobody answers at http://127.0.0.1:${port} (ECONNREFUSED)`,
  });
});

test('a pinned fetch sends nothing without encryption', async () => {
  const url = await serve((_, response) => response.end('heard'));
  await expect(makePinnedFetch('')(url)).rejects.toThrow('a pinned connection is https');
});
