import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { CoveyError } from '../contract/errors.ts';
import type { OutputFile } from '../contract/job.ts';
import { connect } from './connect.ts';
import { downloadOutput } from './download-output.ts';
import { jobId, makePlatform, sha256 } from './fake-answers.ts';
import { startFakeCoordinator, type FakeCoordinator, type Handler } from './fake-coordinator.ts';

let running: FakeCoordinator | undefined;
afterEach(async () => running?.stop());

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251);
const sizes = [300, 1, 199, 500];
const file: OutputFile = { name: 'out', size: bytes.length, blob: { size: bytes.length, parts: [] } };
for (let at = 0, i = 0; i < sizes.length; at += sizes[i++]!)
  file.blob.parts.push({ sha: sha256(bytes.subarray(at, at + sizes[i]!)), size: sizes[i]! });

const rangeOf = (header: string | undefined) => Number(/^bytes=(\d+)-$/.exec(header ?? '')?.[1] ?? 0);
const serve = (response: ServerResponse, from: number, to = bytes.length) => {
  response.writeHead(from > 0 ? 206 : 200);
  response.write(bytes.subarray(from, to), () => (to < bytes.length ? response.destroy() : response.end()));
};

async function download(handler: Handler, options: { signal?: AbortSignal; stallMs?: number } = {}) {
  running = await startFakeCoordinator({ downloadOutput: handler });
  const got: Uint8Array[] = [];
  for await (const piece of downloadOutput(
    connect({ url: running.url }, makePlatform()),
    jobId,
    0,
    file,
    options,
  ))
    got.push(piece);
  return { whole: new Uint8Array(Buffer.concat(got)), asked: running.calls.length };
}

test('the bytes come in order and in whole parts', async () => {
  expect((await download((_, response) => serve(response, 0))).whole).toEqual(bytes);
});

test('a broken connection is taken up again after the last whole part', async () => {
  const froms: number[] = [];
  const { whole } = await download(({ headers }, response) => {
    const from = rangeOf(headers.range);
    froms.push(from);
    serve(response, from, froms.length < 3 ? froms.length * 310 : bytes.length);
  });
  expect(whole).toEqual(bytes);
  expect(froms).toEqual([0, 301, 500]);
});

test('a server that ignores ranges sends what is known again, which is skipped', async () => {
  let tries = 0;
  const { whole } = await download((_, response) =>
    serve(response, 0, ++tries < 3 ? tries * 305 : bytes.length),
  );
  expect(whole).toEqual(bytes);
});

test('a connection that brings nothing any more is given up and taken up again', async () => {
  let tries = 0;
  const { whole } = await download(
    ({ headers }, response) => {
      if (++tries > 1) return serve(response, rangeOf(headers.range));
      response.writeHead(200);
      response.write(bytes.subarray(0, 400));
    },
    { stallMs: 50 },
  );
  expect(whole).toEqual(bytes);
});

test('wrong bytes are never handed on: they are asked for again', async () => {
  let tries = 0;
  const { whole } = await download(({ headers }, response) => {
    if (++tries > 1) return serve(response, rangeOf(headers.range));
    response.writeHead(200);
    response.end(bytes.map((byte, i) => (i === 350 ? byte ^ 1 : byte)));
  });
  expect(whole).toEqual(bytes);
});

test('bytes that stay wrong end in an error that names the file', async () => {
  const wrong = download((_, response) => void response.writeHead(200).end(new Uint8Array(1000)));
  await expect(wrong).rejects.toMatchObject({ code: 'hash-mismatch', message: expect.stringMatching('out') });
});

test('a file that is not there is not asked for again', async () => {
  const gone = download(() => {
    throw new CoveyError('not-found', 'there is no output 0');
  });
  await expect(gone).rejects.toMatchObject({ code: 'not-found' });
  expect(running?.calls).toHaveLength(1);
});

test('an empty file needs no connection', async () => {
  running = await startFakeCoordinator({});
  const client = connect({ url: running.url }, makePlatform());
  const pieces = downloadOutput(client, jobId, 0, { name: 'empty', size: 0, blob: { size: 0, parts: [] } });
  expect(await pieces.next()).toEqual({ done: true, value: undefined });
  expect(running.calls).toEqual([]);
});

test('an aborted download rejects with the reason', async () => {
  const stopping = new AbortController();
  const download0 = download(
    (_, response) => {
      response.writeHead(200);
      response.write(bytes.subarray(0, 10), () => stopping.abort(new Error('enough')));
    },
    { signal: stopping.signal },
  );
  await expect(download0).rejects.toThrow('enough');
});
