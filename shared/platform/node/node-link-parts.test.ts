// Parts through the link, over HTTP: what is asked for, what is checked, and what is asked again.
import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sha256 } from '../../contract/ids.ts';
import { createNodeLink } from './node-link.ts';

let answerHttp: RequestListener;
const http = createServer((request, response) => answerHttp(request, response));
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

describe('[P21] parts', () => {
  const bytes = new Uint8Array(100_000).map((_, i) => i);
  const sha = createHash('sha256').update(bytes).digest('hex') as Sha256;
  const { signal } = new AbortController();

  test('are fetched and stored with the blob token, and checked', async () => {
    const link = createNodeLink(url);
    link.setBlobToken('secret');
    const asked: unknown[] = [];
    answerHttp = (request, response) => {
      asked.push([request.method, request.url, request.headers.authorization]);
      if (request.method === 'GET') return void response.end(bytes);
      const pieces: Buffer[] = [];
      request
        .on('data', (piece: Buffer) => pieces.push(piece))
        .on('end', () => response.end(JSON.stringify({ same: Buffer.concat(pieces).equals(bytes) })));
    };
    expect(Buffer.from(await link.fetchPart(sha, bytes.length, signal)).equals(bytes)).toBe(true);
    await link.putPart(sha, bytes, signal);
    expect(asked).toEqual([
      ['GET', `/api/device/parts/${sha}`, 'Bearer secret'],
      ['PUT', `/api/device/parts/${sha}`, 'Bearer secret'],
    ]);
    await expect(link.fetchPart(sha, 5, signal)).rejects.toMatchObject({ code: 'hash-mismatch' });
    await expect(link.fetchPart('0'.repeat(64) as Sha256, null, signal)).rejects.toMatchObject({
      code: 'hash-mismatch',
    });
  });

  test('a stumbling coordinator is asked again, a refusal is passed on', async () => {
    const link = createNodeLink(url);
    let asked = 0;
    answerHttp = (request, response) => {
      if (++asked === 1) return void request.socket.destroy();
      if (asked === 2) return void response.writeHead(503).end();
      response.end(bytes);
    };
    await link.fetchPart(sha, bytes.length, signal);
    expect(asked).toBe(3);
    answerHttp = (_, response) =>
      void response
        .writeHead(403)
        .end(JSON.stringify({ code: 'forbidden', message: 'no lease', hint: 'none' }));
    await expect(link.fetchPart(sha, null, signal)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'no lease',
    });
  });
});
