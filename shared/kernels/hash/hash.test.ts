// `hash`: the contract, and what only it promises: digests as others give them, lines as sha256sum writes them.
import { createHash } from 'node:crypto';
import { blake3 as referenceBlake3, crc32 as referenceCrc32 } from 'hash-wasm';
import { describe, expect, test } from 'vitest';
import {
  filesInput,
  MemoryBlobs,
  planJob,
  reduceAll,
  runAll,
  type MemoryFile,
  type MemoryOutput,
} from '../memory-job.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { closedFiles } from '../input-files.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams } from '../registry.ts';
import { mixedFiles, NAMES, noiseBytes, textBytes } from '../testing/test-files.ts';
import { hash } from './describe.ts';
import { ALGORITHMS, type Algorithm } from './params.ts';
import { run } from './run.ts';

const MIB = 1024 * 1024;

async function referenceDigest(algorithm: Algorithm, bytes: Uint8Array): Promise<string> {
  if (algorithm === 'blake3') return referenceBlake3(bytes);
  if (algorithm === 'crc32') return referenceCrc32(bytes);
  return createHash(algorithm).update(bytes).digest('hex');
}

const escaped = new Map([
  ['back\\slash', 'back\\\\slash'],
  ['new\nline', 'new\\nline'],
  ['carriage\rreturn', 'carriage\\rreturn'],
]);

const checkAgainst =
  (algorithm: Algorithm, files: readonly MemoryFile[]) =>
  async (outputs: MemoryOutput[]): Promise<void> => {
    expect(outputs.map(({ name }) => name)).toEqual([`checksums.${algorithm}`]);
    const lines: string[] = [];
    for (const { name, bytes } of files) {
      const isPlain = !escaped.has(name) || (algorithm === 'blake3' && name.includes('\r'));
      const written = isPlain ? name : escaped.get(name);
      lines.push(`${isPlain ? '' : '\\'}${await referenceDigest(algorithm, bytes)}  ${written}\n`);
    }
    expect(new TextDecoder().decode(outputs[0]!.bytes)).toBe(lines.join(''));
  };

const caseOf = (name: string, algorithm: Algorithm, files: MemoryFile[], packed = false): KernelCase => ({
  name,
  params: { algorithm },
  input: (blobs) => filesInput(blobs, files, packed),
  check: checkAgainst(algorithm, files),
});

const many: MemoryFile[] = Array.from({ length: 600 }, (_, i) => ({
  name: `${i}`,
  bytes: textBytes(i % 5, i),
}));
const large: MemoryFile[] = [
  { name: 'small', bytes: textBytes(5000) },
  { name: 'large', bytes: noiseBytes(9 * MIB + 4321) },
  { name: 'just one piece', bytes: noiseBytes(4 * MIB, 3) },
];

kernelContract({
  kernel: hash,
  run,
  sameBytesEverywhere: true,
  cases: [
    ...ALGORITHMS.map((algorithm) =>
      caseOf(`a few files, ${algorithm}`, algorithm, mixedFiles(), algorithm === 'sha1'),
    ),
    caseOf('hundreds of tiny files in one blob', 'sha256', many, true),
    caseOf('files beyond 4 MiB, whole', 'sha256', large),
    caseOf('files beyond 4 MiB, in pieces', 'blake3', large),
    caseOf('one empty file', 'md5', [{ name: 'empty', bytes: new Uint8Array(0) }]),
  ],
});

describe('hash', () => {
  test('only BLAKE3 cuts a large file, and the largest files come first', async () => {
    const blobs = new MemoryBlobs();
    const input = filesInput(blobs, large);
    const plan = async (algorithm: Algorithm) =>
      (await planJob(hash, parseParams(hash, { algorithm }), input, blobs)).plan;
    expect((await plan('blake3')).count).toBe(3 + 1 + 1);
    expect((await plan('sha256')).count).toBe(3);
    expect((await plan('sha256')).describe(0)?.args).toEqual({ sizes: [9 * MIB + 4321] });
  });

  test('a failed piece leaves out its own file and no other', async () => {
    const blobs = new MemoryBlobs();
    const files = [...large, { name: 'large too', bytes: noiseBytes(9 * MIB + 1, 8) }];
    const job = await planJob(
      hash,
      parseParams(hash, { algorithm: 'blake3' }),
      filesInput(blobs, files),
      blobs,
    );
    const results = await runAll(job, run, nativeModules());
    results.delete(2);
    const [sums, failed] = await reduceAll(job, results);
    await checkAgainst(
      'blake3',
      files.filter(({ name }) => name !== 'large'),
    )([sums!]);
    expect(new TextDecoder().decode(failed!.bytes)).toBe('large\n');
  });

  test('an unknown algorithm is refused with the ones there are', () => {
    expect(() => parseParams(hash, { algorithm: 'sha3' })).toThrow(
      'algorithm: must be one of sha256, blake3, sha1, md5, crc32',
    );
  });

  test('bytes that were never uploaded are refused by the file’s name', () => {
    const blobs = new MemoryBlobs();
    const input = filesInput(blobs, [{ name: NAMES[1]!, bytes: textBytes(10) }]);
    input.files[0]!.size = 11;
    expect(() => hash.split({ algorithm: 'sha256' }, input, closedFiles)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining('🙂') as string }),
    );
  });
});
