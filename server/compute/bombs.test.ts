// Results that unpack to far more than their input: judged wrong, in time and memory that the input bounds.
import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeMemoryBlobs } from '../blobs/memory/memory-blobs.ts';
import { HEADER_BYTES, packBatch, packManifest } from '../../shared/contract/result-batch.ts';
import type { JobNumber, Sha256 } from '../../shared/contract/ids.ts';
import { closedFiles } from '../../shared/kernels/input-files.ts';
import { findKernel } from '../../shared/kernels/registry.ts';
import { runVerify } from './run-task.ts';

const GIB = 1024 ** 3;
const zeros = Buffer.alloc(64 * 1024 * 1024);
const bombs = {
  gzip: Buffer.concat(Array.from({ length: 16 }, () => gzipSync(zeros))),
  zstd: Buffer.concat(Array.from({ length: 16 }, () => zstdCompressSync(zeros))),
};

test.each([
  ['gzip', 4 * 1024],
  ['gzip', 8 * 1024 * 1024],
  ['zstd', 4 * 1024],
  ['zstd', 8 * 1024 * 1024],
] as const)(
  'a GiB in a %s result for an input of %d bytes is refused and never unpacked',
  async (format, size) => {
    const blobs = makeMemoryBlobs();
    const put = async (bytes: Buffer) => {
      const sha = createHash('sha256').update(bytes).digest('hex') as Sha256;
      await blobs.put(sha, bytes);
      return { sha, size: bytes.length };
    };
    const cut = (bytes: Buffer) =>
      Promise.all(
        Array.from({ length: Math.ceil(bytes.length / 4_194_304) }, (_, i) =>
          put(bytes.subarray(i * 4_194_304, (i + 1) * 4_194_304)),
        ),
      );
    const input = Buffer.alloc(size, 'text ');
    const parts = await cut(input);
    const kernel = findKernel('compress');
    const params = kernel.params.parse({ format }) as Record<string, unknown>;
    const job = {
      kind: 'files' as const,
      files: [{ name: 'a', size, blob: 0, offset: 0 }],
      blobs: [{ size, parts }],
    };
    const plan = kernel.openPlan(params, job, await kernel.split(params, job, closedFiles));
    const spec = plan.describe(0);
    // as a device sends it: what it stored by reference; honest in length so that only the unpacking can tell
    const result = bombs[format].subarray(0, Math.min(bombs[format].length, Math.max(size, 1024)));
    const stored = await cut(result);
    const bytes = packManifest({ size: result.length, parts: stored });
    const digest = createHash('sha256').update(bytes).digest();
    const record = packBatch({ job: 1 as JobNumber, generation: 1 }, [
      { index: 0, start: 0, cpu: 0, digest, byReference: true, bytes },
    ]).subarray(HEADER_BYTES);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const verdict = await runVerify(
      {
        type: 'verify',
        kernel: 'compress',
        params,
        chunk: 0,
        spec,
        record,
        verifies: 'always',
        attempt: 0,
        votes: [],
      },
      blobs,
    );
    expect(verdict).toMatchObject({ judged: { verdict: 'rejected' } });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(GIB / 4);
  },
);
