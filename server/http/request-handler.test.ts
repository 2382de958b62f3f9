import { type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { believeNobody } from '../auth/client-of.ts';
import { makePinnedFetch } from '../../shared/platform/node/pinned-tls.ts';
import { makeOnePort } from '../tls/one-port.ts';
import { makeSampleAuthority } from '../tls/testing/sample-directory.ts';
import { PROTOCOL_HEADER } from './page-handler.ts';
import { makeRequestHandler } from './request-handler.ts';

test('pages and the API know by which protocol a request came, whatever its headers claim', async () => {
  const api = new Hono<{ Bindings: HttpBindings }>().get('/api/where', (context) =>
    context.text(context.req.url),
  );
  const handle = makeRequestHandler(
    api,
    (request, response) => response.end(request.headers[PROTOCOL_HEADER]),
    believeNobody(),
  );
  const onePort = makeOnePort();
  onTestFinished(() => onePort.close());
  const { source } = await makeSampleAuthority();
  const credentials = await source.load(true);
  onePort.useCredentials(credentials);
  onePort.http.on('request', (request, response) => handle(request, response, () => response.end('next')));
  const port = await onePort.listen(0, '127.0.0.1');
  const pinned = makePinnedFetch(credentials.root ?? '');
  const claims = (proto: string) => ({
    headers: { [PROTOCOL_HEADER]: proto, 'x-forwarded-proto': proto, forwarded: `proto=${proto}` },
  });

  const open = `http://127.0.0.1:${port}`;
  expect(await (await fetch(`${open}/page`, claims('https'))).text()).toBe('http');
  expect(await (await fetch(`${open}/api/where`, claims('https'))).text()).toBe(`${open}/api/where`);
  const secure = `https://127.0.0.1:${port}`;
  expect(await (await pinned(`${secure}/page`, claims('http'))).text()).toBe('https');
  expect(await (await pinned(`${secure}/api/where`, claims('http'))).text()).toBe(`${secure}/api/where`);
});
