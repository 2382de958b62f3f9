import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PART_BYTES } from '../contract/blob.ts';
import { CoveyError } from '../contract/errors.ts';
import type { Sha256 } from '../contract/ids.ts';
import { connect, type Client } from './connect.ts';
import { jobId, makeJob, makePlatform } from './fake-answers.ts';
import { startFakeCoordinator, type FakeCoordinator, type Handler } from './fake-coordinator.ts';
import { makeBytes, makeSource, makeStore } from './fake-uploads.ts';
import type { Source } from './source.ts';
import { submitJob, type SubmitProgress } from './submit-job.ts';

const KIB = 1024;

let running: FakeCoordinator | undefined;
let { store, handlers, bytesOf } = makeStore();
beforeEach(() => void ({ store, handlers, bytesOf } = makeStore()));
afterEach(async () => running?.stop());

async function start(more: typeof handlers = {}): Promise<Client> {
  running = await startFakeCoordinator({ ...handlers, ...more });
  return connect({ url: running.url, token: 't' }, makePlatform());
}
const files = (...sources: Source[]) => ({ kernel: 'hash', input: { kind: 'files', sources } as const });

test('small and large files arrive byte for byte under the names they were given', async () => {
  const client = await start();
  const small = makeBytes(10 * KIB, 1);
  const large = makeBytes(PART_BYTES + 300 * KIB, 2);
  const job = await submitJob(
    client,
    files(
      makeSource('a', small),
      makeSource('ü 🙂', large),
      makeSource('none', new Uint8Array()),
      makeSource('b', makeBytes(3, 3)),
    ),
  );
  expect(job.state).toBe('queued');
  expect(bytesOf('a').equals(small)).toBe(true);
  expect(bytesOf('ü 🙂').equals(large)).toBe(true);
  expect(bytesOf('none')).toHaveLength(0);
  expect(store.puts).toBe(3);
});

test('only parts that are missing are uploaded, and the same bytes once', async () => {
  const client = await start();
  const bytes = makeBytes(300 * KIB, 1);
  await submitJob(client, files(makeSource('a', bytes), makeSource('b', bytes)));
  expect(store.puts).toBe(1);
  await submitJob(client, files(makeSource('a', bytes), makeSource('c', makeBytes(300 * KIB, 2))));
  expect(store.puts).toBe(2);
});

test('progress counts the bytes hashed, then the bytes uploaded', async () => {
  const client = await start();
  const seen: SubmitProgress[] = [];
  await submitJob(client, files(makeSource('a', makeBytes(300 * KIB, 1)), makeSource('b', makeBytes(5, 2))), {
    onProgress: (p) => void seen.push(p),
  });
  const total = 300 * KIB + 5;
  expect(seen.filter((p) => p.phase === 'hashing').map((p) => p.bytes)).toEqual([0, 300 * KIB, total]);
  expect(seen.at(-1)).toEqual({ phase: 'uploading', bytes: total, total });
});

test('a range needs no upload', async () => {
  const client = await start();
  const job = await submitJob(client, { kernel: 'count', input: { kind: 'range', start: 5, count: 1e9 } });
  expect(job.state).toBe('queued');
  expect(running?.calls).toEqual(['kernels', 'createJob']);
});

test('an upload that fails half-way goes on by itself', async () => {
  ({ store, handlers, bytesOf } = makeStore({
    putPart: (_, response) => (store.puts % 2 === 1 ? void response.destroy() : undefined),
  }));
  const client = await start();
  await submitJob(client, files(makeSource('a', makeBytes(3 * PART_BYTES, 1))));
  expect(bytesOf('a').equals(makeBytes(3 * PART_BYTES, 1))).toBe(true);
});

test('parts that the coordinator lost again are uploaded again before the job starts', async () => {
  let lost = false;
  const client = await start({
    uploaded: (asked, response) => {
      if (!lost) store.parts.clear();
      lost = true;
      return handlers.uploaded?.(asked, response);
    },
  });
  expect((await submitJob(client, files(makeSource('a', makeBytes(9, 1))))).state).toBe('queued');
  expect(store.puts).toBe(2);
});

test('an answer that was lost does not fail a job that has ended in the meantime', async () => {
  let asked = 0;
  const client = await start({
    uploaded: (_, response) => {
      if (++asked === 1) return void response.destroy();
      throw new CoveyError('wrong-state', 'the job is done; it cannot be uploaded to');
    },
    job: () => makeJob({ state: 'done' }),
  });
  expect((await submitJob(client, files(makeSource('a', makeBytes(9, 1))))).state).toBe('done');
  expect(running?.calls).not.toContain('cancelJob');
});

describe('nothing is left behind when', () => {
  test('there is no such kernel: it says which there are, and reads nothing', async () => {
    const client = await start();
    const submitted = submitJob(client, {
      ...files(makeSource('a', makeBytes(9, 1), { slice: () => Promise.reject(new Error('read')) })),
      kernel: 'hsah',
    });
    await expect(submitted).rejects.toMatchObject({
      code: 'unknown-kernel',
      message: expect.stringMatching(/"hsah".*hash, count/),
    });
    expect(running?.calls).toEqual(['kernels']);
  });

  test.each([
    ['no file is given', files()],
    ['the range is empty', { kernel: 'count', input: { kind: 'range', start: 0, count: 0 } as const }],
    ['a kernel for ranges is given files', { ...files(makeSource('a', makeBytes(1, 1))), kernel: 'count' }],
    [
      'a kernel for files is given a range',
      { kernel: 'hash', input: { kind: 'range', start: 0, count: 1 } as const },
    ],
  ])('%s', async (_, submission) => {
    const client = await start();
    await expect(submitJob(client, submission)).rejects.toMatchObject({ code: 'no-input' });
    expect(running?.calls).toEqual(['kernels']);
  });

  test('a parameter is wrong: nothing is uploaded', async () => {
    const client = await start();
    const submitted = submitJob(client, { ...files(makeSource('a', makeBytes(9, 1))), params: { wrong: 1 } });
    await expect(submitted).rejects.toMatchObject({ code: 'bad-params' });
    expect(store.puts).toBe(0);
  });

  test('a file cannot be read: it is named and no job is made', async () => {
    const client = await start();
    const bad = makeSource('bad\nname', makeBytes(9, 1), {
      slice: () => Promise.reject(new Error('EACCES')),
    });
    const submitted = submitJob(client, files(makeSource('a', makeBytes(5 * KIB, 1)), bad));
    await expect(submitted).rejects.toMatchObject({
      code: 'source-unreadable',
      message: '"bad\\nname" cannot be read: EACCES',
    });
    expect(running?.calls).toEqual(['kernels']);
  });

  test.each([
    ['shorter', makeSource('log', makeBytes(9, 1), { size: 12 }), 'it ended at byte 9 of 12'],
    [
      'longer',
      makeSource('log', makeBytes(9, 1), { sizeNow: async () => 10 }),
      'it had 9 bytes and now has 10',
    ],
    [
      'absent',
      makeSource('log', makeBytes(9, 1), { sizeNow: () => Promise.reject(new Error('ENOENT')) }),
      'it is gone',
    ],
  ])('a file becomes %s while it is read', async (_, source, how) => {
    const client = await start();
    const submitted = submitJob(client, files(source));
    await expect(submitted).rejects.toMatchObject({
      code: 'source-changed',
      message: `"log" changed while it was read: ${how}`,
    });
    expect(running?.calls).toEqual(['kernels']);
  });

  test('a file is rewritten between hashing and upload: the job is cancelled', async () => {
    const client = await start();
    let reads = 0;
    const source = makeSource('db', makeBytes(9, 1), { slice: async () => makeBytes(9, reads++) });
    await expect(submitJob(client, files(source))).rejects.toMatchObject({
      code: 'source-changed',
      message: expect.stringMatching('"db"'),
    });
    expect(store.state).toBe('cancelled');
  });

  test('the person aborts during the upload: the job is cancelled, and parts that arrived need not be sent again', async () => {
    const stopping = new AbortController();
    const client = await start({
      putPart: async (asked, response) => {
        const answered: unknown = await handlers.putPart?.(asked, response);
        if (store.parts.size === 2) stopping.abort(new Error('stop'));
        return answered;
      },
    });
    const source = makeSource('a', makeBytes(8 * PART_BYTES, 1));
    await expect(submitJob(client, files(source), { signal: stopping.signal })).rejects.toThrow('stop');
    expect(store.state).toBe('cancelled');
    const arrived = store.parts.size;
    expect(arrived).toBeLessThan(8);
    store.puts = 0;
    await submitJob(client, files(source));
    expect(store.puts).toBe(8 - arrived);
    expect(store.state).toBe('queued');
  });

  test('the person aborts while files are hashed: no job is made', async () => {
    const client = await start();
    const stopping = new AbortController();
    const source = makeSource('a', makeBytes(2 * PART_BYTES, 1));
    const onProgress = (p: SubmitProgress) => (p.bytes > 0 ? stopping.abort(new Error('stop')) : undefined);
    await expect(submitJob(client, files(source), { signal: stopping.signal, onProgress })).rejects.toThrow(
      'stop',
    );
    expect(running?.calls).toEqual(['kernels']);
  });

  test('the coordinator asks for a part that is not in the job', async () => {
    const client = await start({
      createJob: () => ({ job: makeJob({ state: 'uploading' }), missing: ['f'.repeat(64) as Sha256] }),
    });
    await expect(submitJob(client, files(makeSource('a', makeBytes(9, 1))))).rejects.toMatchObject({
      code: 'part-missing',
    });
    expect(store.state).toBe('cancelled');
  });
});

test('a POST over a connection that the other end has closed is sent again with its key', async () => {
  const keys: unknown[] = [];
  const createJob: Handler = (asked, response) => {
    keys.push(asked.headers['idempotency-key']);
    if (keys.length > 1) return handlers.createJob?.(asked, response);
    response.destroy();
    // whoever takes the response over answers nothing
    Object.defineProperty(response, 'headersSent', { value: true });
    return undefined;
  };
  const client = await start({ createJob });
  const job = await submitJob(client, { kernel: 'count', input: { kind: 'range', start: 0, count: 5 } });
  expect(job.state).toBe('queued');
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

test('the id of the job is the one that the coordinator gave', async () => {
  expect((await submitJob(await start(), files(makeSource('a', makeBytes(1, 1))))).id).toBe(jobId);
});
