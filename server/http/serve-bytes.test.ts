import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeMemoryBlobs } from '../blobs/memory/memory-blobs.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { contentDisposition, parseRange, serveBlob } from './serve-bytes.ts';

describe('ranges', () => {
  test.each([
    [undefined, 10, null],
    ['bytes=0-3', 10, { start: 0, end: 4 }],
    ['bytes=4-', 10, { start: 4, end: 10 }],
    ['bytes=-3', 10, { start: 7, end: 10 }],
    ['bytes=-30', 10, { start: 0, end: 10 }],
    ['bytes=0-99', 10, { start: 0, end: 10 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=5-4', 10, 'unsatisfiable'],
    ['bytes=0-1,3-4', 10, null],
    ['items=0-1', 10, null],
    ['bytes=0-', 0, 'unsatisfiable'],
  ])('%s of %d bytes', (header, size, expected) => expect(parseRange(header, size)).toEqual(expected));

  test('a range that crosses parts is answered 206 with exactly its bytes', async () => {
    const blobs = makeMemoryBlobs();
    const pieces = ['hello ', 'swarm ', 'world'].map((text) => Buffer.from(text));
    const parts = [];
    for (const piece of pieces) {
      const sha = createHash('sha256').update(piece).digest('hex') as Sha256;
      await blobs.put(sha, piece);
      parts.push({ sha, size: piece.length });
    }
    const answer = serveBlob(blobs, { size: 17, parts }, 'bytes=3-13', {});
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe('bytes 3-13/17');
    expect(await answer.text()).toBe('lo swarm wo');
    expect(await serveBlob(blobs, { size: 17, parts }, undefined, {}).text()).toBe('hello swarm world');
    expect(serveBlob(blobs, { size: 17, parts }, 'bytes=17-', {}).status).toBe(416);
  });

  test('an empty blob is answered 200 with nothing', async () => {
    const answer = serveBlob(makeMemoryBlobs(), { size: 0, parts: [] }, undefined, {});
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

test('a download keeps a name with umlauts, emoji and quotes, and nothing of its folder', () => {
  expect(contentDisposition('a/b/ü 🙂.tar.gz')).toBe(
    `attachment; filename="_ __.tar.gz"; filename*=UTF-8''%C3%BC%20%F0%9F%99%82.tar.gz`,
  );
  expect(contentDisposition('say "hi"\r\n.txt')).not.toMatch(/[\r\n]/);
});
