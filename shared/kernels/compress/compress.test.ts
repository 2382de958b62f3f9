// `compress`: the contract, and what only it promises: outputs that unpack to the input, names that stay inside.
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import {
  filesInput,
  MemoryBlobs,
  planJob,
  readerOf,
  reduceAll,
  runAll,
  type MemoryFile,
  type MemoryOutput,
} from '../memory-job.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams } from '../registry.ts';
import { mixedFiles, noiseBytes, textBytes } from '../testing/test-files.ts';
import { compress } from './describe.ts';
import { run } from './run.ts';
import { safeNames } from '../files/safe-names.ts';
import { readZip } from '../testing/read-zip.ts';

const MIB = 1024 * 1024;
const unpack = { gzip: gunzipSync, zstd: zstdDecompressSync };
const suffix = { gzip: '.gz', zstd: '.zst' };

const checkEach =
  (format: 'gzip' | 'zstd', files: readonly MemoryFile[]) =>
  (outputs: MemoryOutput[]): void => {
    const names = safeNames(
      files.map(({ name }) => name),
      suffix[format],
    );
    expect(outputs.map(({ name }) => name)).toEqual(names);
    for (const [i, { bytes }] of outputs.entries())
      expect(Buffer.compare(unpack[format](bytes), files[i]!.bytes)).toBe(0);
  };

const checkZip =
  (files: readonly MemoryFile[]) =>
  (outputs: MemoryOutput[]): void => {
    expect(outputs.map(({ name }) => name)).toEqual(['archive.zip']);
    const entries = readZip(outputs[0]!.bytes);
    const names = safeNames(
      files.map(({ name }) => name),
      '',
    );
    expect([...entries.keys()].sort()).toEqual([...names].sort());
    for (const [i, { bytes }] of files.entries())
      expect(Buffer.compare(entries.get(names[i]!)!, bytes)).toBe(0);
  };

const caseOf = (
  name: string,
  params: { format?: 'gzip' | 'zstd'; level?: number; archive?: 'zip' },
  files: MemoryFile[],
): KernelCase => ({
  name,
  params,
  input: (blobs) => filesInput(blobs, files, params.format === 'zstd'),
  check: params.archive === 'zip' ? checkZip(files) : checkEach(params.format ?? 'gzip', files),
});

const large: MemoryFile[] = [
  { name: 'small', bytes: textBytes(5000) },
  { name: 'large', bytes: textBytes(9 * MIB + 4321) },
  { name: 'noise', bytes: noiseBytes(4 * MIB + 1, 3) },
];
const many: MemoryFile[] = Array.from({ length: 300 }, (_, i) => ({
  name: `${i % 7}/${i}`,
  bytes: textBytes(i % 5, i),
}));

kernelContract({
  kernel: compress,
  run,
  sameBytesEverywhere: false,
  cases: [
    caseOf('a few files, gzip', {}, mixedFiles()),
    caseOf('a few files, zstd', { format: 'zstd' }, mixedFiles()),
    caseOf('a few files, zstd 7', { format: 'zstd', level: 7 }, mixedFiles()),
    caseOf('a few files, zip', { archive: 'zip' }, mixedFiles()),
    caseOf('files beyond 4 MiB, gzip 1', { level: 1 }, large),
    caseOf('files beyond 4 MiB, zstd', { format: 'zstd' }, large),
    caseOf('files beyond 4 MiB, zip', { archive: 'zip', level: 1 }, large),
    caseOf('hundreds of tiny files', {}, many),
    caseOf('one empty file, gzip', {}, [{ name: 'empty', bytes: new Uint8Array(0) }]),
    caseOf('one empty file, zstd', { format: 'zstd' }, [{ name: 'empty', bytes: new Uint8Array(0) }]),
    caseOf('one empty file, zip', { archive: 'zip' }, [{ name: 'empty', bytes: new Uint8Array(0) }]),
  ],
});

describe('compress', () => {
  test('a large result is appended by reference, not copied', async () => {
    const blobs = new MemoryBlobs();
    const job = await planJob(compress, parseParams(compress, {}), filesInput(blobs, [large[2]!]), blobs);
    const results = await runAll(job, run, nativeModules());
    const [output] = await reduceAll(job, results);
    const first = blobs.put(results.get(0)!);
    expect(output!.file.blob.parts.slice(0, first.parts.length)).toEqual(first.parts);
  });

  test('a failed piece leaves out its own file and no other', async () => {
    const blobs = new MemoryBlobs();
    const job = await planJob(compress, parseParams(compress, { level: 1 }), filesInput(blobs, large), blobs);
    const results = await runAll(job, run, nativeModules());
    results.delete(1);
    const outputs = await reduceAll(job, results);
    expect(outputs.map(({ name }) => name)).toEqual(['small.gz', 'noise.gz', 'failed.txt']);
    expect(new TextDecoder().decode(outputs[2]!.bytes)).toBe('large\n');
  });

  test.each(['gzip', 'zstd'] as const)(
    'a %s result that unpacks to far more than the input is stopped early',
    async (format) => {
      const zlib = nativeModules()!.zlib;
      const bomb =
        format === 'gzip'
          ? zlib.gzipSync(new Uint8Array(256 * MIB), { level: 9 })
          : zlib.zstdCompressSync(new Uint8Array(256 * MIB));
      const bytes = noiseBytes(2 * MIB);
      const spec = { input: [], args: { sizes: [bytes.length] } };
      const before = process.memoryUsage().rss;
      const verdict = await compress.verify!(
        parseParams(compress, { format }),
        spec,
        0,
        readerOf(bytes),
        readerOf(bomb),
      );
      expect(verdict.verdict).toBe('rejected');
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
    },
  );

  test('a large zip entry that unpacks to more than the input is stopped', async () => {
    const blobs = new MemoryBlobs();
    const bytes = textBytes(6 * MIB);
    const job = await planJob(
      compress,
      parseParams(compress, { archive: 'zip' }),
      filesInput(blobs, [{ name: 'a', bytes }]),
      blobs,
    );
    const result = (await runAll(job, run, nativeModules())).get(0)!;
    const spec = job.plan.describe(0);
    const shorter = readerOf(bytes.subarray(0, -1));
    expect(await compress.verify!(job.params, spec, 0, readerOf(bytes), readerOf(result))).toEqual({
      verdict: 'accepted',
    });
    expect((await compress.verify!(job.params, spec, 0, shorter, readerOf(result))).verdict).toBe('rejected');
  });

  test('an input that cannot be read blames nobody', async () => {
    const broken = { size: 5 * MIB, read: () => Promise.reject(new Error('disk gone')) };
    const result = readerOf(nativeModules()!.zlib.gzipSync(new Uint8Array(5 * MIB)));
    const judged = compress.verify!(
      parseParams(compress, {}),
      { input: [], args: { sizes: [5 * MIB] } },
      0,
      broken,
      result,
    );
    await expect(judged).rejects.toThrow('disk gone');
  });

  test('limits depend on the format and are named', () => {
    expect(() => parseParams(compress, { level: 10 })).toThrow('level: must be at most 9 for gzip');
    expect(() => parseParams(compress, { level: 20, format: 'zstd' })).toThrow('level: must be at most 19');
    expect(() => parseParams(compress, { level: '6' })).toThrow('level: must be of type number');
    expect(() => parseParams(compress, { format: 'zstd', archive: 'zip' })).toThrow(
      'archive: zip needs the format gzip',
    );
    expect(parseParams(compress, { format: 'zstd', level: 19 })).toEqual({
      format: 'zstd',
      level: 19,
      archive: 'auto',
    });
  });
});
