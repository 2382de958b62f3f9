import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeMemoryBlobs } from '../blobs/memory/memory-blobs.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { jobNumber } from '../scheduler/fake-rows.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { packBatch, packManifest, parseBatch, recordBytes } from '../../shared/contract/result-batch.ts';
import { packTrailer } from '../../shared/kernels/owner-code/results/result-format.ts';
import { findKernel } from '../../shared/kernels/registry.ts';
import { groupVotes } from './group-votes.ts';

const text = (value: string) => new TextEncoder().encode(value);

function recordOf(bytes: Uint8Array, byReference = false): Uint8Array {
  const record = { index: 0, start: 0, cpu: 1, digest: new Uint8Array(16), byReference, bytes };
  const batch = parseBatch(packBatch({ job: jobNumber(1), generation: 1 }, [record]))!;
  return batch.bytes.slice(batch.offsets[0]);
}

const inline = (...results: Uint8Array[]) =>
  results.map((bytes, attempt) => ({ attempt, record: recordOf(bytes) }));

async function store(blobs: BlobStore, bytes: Uint8Array, cuts: readonly number[]): Promise<Uint8Array> {
  const parts = [];
  let at = 0;
  for (const end of [...cuts, bytes.length]) {
    const part = bytes.slice(at, end);
    const sha = createHash('sha256').update(part).digest('hex') as Sha256;
    await blobs.put(sha, part);
    parts.push({ sha, size: part.length });
    at = end;
  }
  return recordOf(packManifest({ size: bytes.length, parts }), true);
}

test('results of the same bytes are one group, whatever order they came in', async () => {
  const votes = inline(text('a'), text('b'), text('a'), text('ab'));
  expect(await groupVotes({}, {}, votes, makeMemoryBlobs())).toEqual([[0, 2], [1], [3]]);
});

test('results in the blob store are compared by their bytes, however they were cut', async () => {
  const blobs = makeMemoryBlobs();
  const bytes = new Uint8Array(3_000_000).map((_, i) => i % 251);
  const other = bytes.slice();
  other[2_999_999]!++;
  const votes = [
    await store(blobs, bytes, []),
    await store(blobs, bytes, [1_234_567]),
    await store(blobs, other, []),
  ].map((record, attempt) => ({ attempt, record }));
  expect(await groupVotes({}, {}, votes, blobs)).toEqual([[0, 1], [2]]);
});

test('a result that says what another one is cut into says something else', async () => {
  const blobs = makeMemoryBlobs();
  const stored = await store(blobs, text('a result of many bytes'), []);
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const votes = [stored, recordOf(recordBytes({ bytes: stored, view }, 0))].map((record, attempt) => ({
    attempt,
    record,
  }));
  expect(await groupVotes({}, {}, votes, blobs)).toEqual([[0], [1]]);
});

test('a result that cannot be read is in no group', async () => {
  const votes = [...inline(text('a')), { attempt: 7, record: recordOf(text('no manifest'), true) }];
  expect(await groupVotes({}, {}, votes, makeMemoryBlobs())).toEqual([[0]]);
});

test('a kernel with a tolerance of its own says what is the same', async () => {
  const compare = async (_: unknown, a: { read(at: number, n: number): Promise<Uint8Array> }, b: typeof a) =>
    Math.abs((await a.read(0, 1))[0]! - (await b.read(0, 1))[0]!) <= 1;
  const votes = inline(Uint8Array.of(10), Uint8Array.of(11), Uint8Array.of(20));
  expect(await groupVotes({ compare }, {}, votes, makeMemoryBlobs())).toEqual([[0, 1], [2]]);
});

test('what an owner’s code logged may differ, what it returned may not', async () => {
  const script = findKernel('script');
  const result = (body: string, trailer: object) =>
    Buffer.concat([Buffer.from(body), packTrailer(trailer as never)]);
  const votes = inline(
    result('1\n', { log: ['took 3 ms'] }),
    result('1\n', { log: ['took 4 ms'] }),
    result('1\n', {}),
    result('2\n', {}),
    result('1\n', { files: [['a', 2]] }),
    result('1\n', { files: [['b', 2]] }),
    text('no result at all'),
  );
  expect(await groupVotes(script, {}, votes, makeMemoryBlobs())).toEqual([[0, 1, 2], [3], [4], [5], [6]]);
});
