// The outputs in the hands of the tools they are for: coreutils, gzip, zstd, unzip, Python. A tool that is not there skips
// its test and says so.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compress } from './compress/describe.ts';
import { run as runCompress } from './compress/run.ts';
import {
  encodeCentralHeader,
  encodeDescriptor,
  encodeEnd,
  encodeLocalHeader,
} from './compress/zip/zip-format.ts';
import { joinBytes } from './bytes/join-bytes.ts';
import { safeNames } from './files/safe-names.ts';
import { hash } from './hash/describe.ts';
import { run as runHash } from './hash/run.ts';
import { filesInput, MemoryBlobs, planJob, reduceAll, runAll, type MemoryFile } from './memory-job.ts';
import { nativeModules } from './native-modules.ts';
import { parseParams } from './registry.ts';
import { mixedFiles, noiseBytes, textBytes } from './testing/test-files.ts';
import { compute, need, useToolFolder } from './testing/tool-folder.ts';

const MIB = 1024 * 1024;

const { call, pathOf, place } = useToolFolder();

describe('checksum files', () => {
  test.for([
    ['sha256', 'sha256sum'],
    ['sha1', 'sha1sum'],
    ['md5', 'md5sum'],
    ['blake3', 'b3sum'],
  ] as const)('%s is accepted by %s -c, whatever the names', async ([algorithm, tool], context) => {
    need(context, tool);
    const files = [...mixedFiles(), { name: 'large', bytes: noiseBytes(5 * MIB + 3) }];
    for (const { name, bytes } of files) place(name, bytes);
    const [sums] = await compute(hash, runHash, { algorithm }, files);
    place('sums', sums!.bytes);
    const checked = call(tool, '-c', 'sums');
    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
    expect(checked.stdout.match(/: OK$/gm)).toHaveLength(files.length);
  });

  test('the lines are those of sha256sum to the byte', async (context) => {
    need(context, 'sha256sum');
    const files = mixedFiles();
    for (const { name, bytes } of files) place(name, bytes);
    const [sums] = await compute(hash, runHash, {}, files);
    expect(new TextDecoder().decode(sums!.bytes)).toBe(
      call('sha256sum', '--', ...files.map(({ name }) => name)).stdout,
    );
  });
});

describe.each([
  ['gzip', 'gzip', '.gz'],
  ['zstd', 'zstd', '.zst'],
] as const)('%s files', (format, tool, suffix) => {
  test.for([
    ['Node’s zlib', nativeModules()],
    ['the browser’s way', undefined],
  ] as const)(`pass ${tool} -t and give back the input, made by %s`, async ([, native], context) => {
    need(context, tool);
    const files = [...mixedFiles(), { name: 'large', bytes: textBytes(9 * MIB + 1) }];
    const outputs = await compute(compress, runCompress, { format, level: 1 }, files, native);
    expect(outputs.map(({ name }) => name)).toEqual(
      safeNames(
        files.map(({ name }) => name),
        suffix,
      ),
    );
    for (const [i, { name, bytes }] of outputs.entries()) {
      const path = place(name, bytes);
      expect(call(tool, '-t', '-q', path).stderr).toBe('');
      expect(
        Buffer.compare(execFileSync(tool, ['-dc', path], { maxBuffer: 32 * MIB }), files[i]!.bytes),
      ).toBe(0);
    }
  });
});

/** Reads every entry back with Python and prints its name and size; `testzip` checks sums. */
const PYTHON_LIST = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps([[i.filename, i.file_size] for i in archive.infolist()]))
`;

describe('zip archives', () => {
  const zipOf = async (files: MemoryFile[], native = nativeModules()) => {
    const [archive] = await compute(compress, runCompress, { archive: 'zip', level: 1 }, files, native);
    return place('archive.zip', archive!.bytes);
  };

  test.for([
    ['Node’s zlib', nativeModules()],
    ['the browser’s way', undefined],
  ] as const)('unpack by unzip to the input, made by %s', async ([, native], context) => {
    need(context, 'unzip');
    const files = [...mixedFiles(), { name: 'large', bytes: textBytes(9 * MIB + 1) }];
    const path = await zipOf(files, native);
    expect(call('unzip', '-tq', path)).toMatchObject({ status: 0, stderr: '' });
    expect(call('unzip', '-q', path, '-d', 'out')).toMatchObject({ status: 0, stderr: '' });
    const names = safeNames(
      files.map(({ name }) => name),
      '',
    );
    for (const [i, { bytes }] of files.entries())
      expect(Buffer.compare(readFileSync(pathOf(join('out', names[i]!))), bytes)).toBe(0);
  });

  test('Python reads every name as it was', async (context) => {
    need(context, 'python3');
    const files = [...mixedFiles(), { name: '/ü/../🙂', bytes: textBytes(100) }];
    const listed = JSON.parse(call('python3', '-c', PYTHON_LIST, await zipOf(files)).stdout) as [
      string,
      number,
    ][];
    const names = safeNames(
      files.map(({ name }) => name),
      '',
    );
    expect(listed).toEqual(expect.arrayContaining(files.map(({ bytes }, i) => [names[i], bytes.length])));
  });

  test('seventy thousand entries', async (context) => {
    need(context, 'unzip');
    need(context, 'python3');
    const files = Array.from({ length: 70_000 }, (_, i) => ({
      name: `d${i % 100}/${i}`,
      bytes: new Uint8Array(0),
    }));
    const blobs = new MemoryBlobs();
    const job = await planJob(
      compress,
      parseParams(compress, { archive: 'zip' }),
      filesInput(blobs, files, true),
      blobs,
    );
    const one = [...(await runAll(job, runCompress, nativeModules(), [0])).values()][0]!;
    const [archive] = await reduceAll(job, new Map(files.map((_, i) => [i, one])));
    const path = place('archive.zip', archive!.bytes);
    expect(
      call(
        'python3',
        '-c',
        'import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))',
        path,
      ).stdout.trim(),
    ).toBe('70000');
    expect(call('unzip', '-tqq', path)).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('zip64', () => {
  const PYTHON_READ = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    print([(i.filename, i.file_size, i.compress_size, i.header_offset) for i in archive.infolist()], archive.read('after'))
`;

  /** Five gigabytes that are a hole in the file, so that the entry after them starts beyond 32 bits. */
  test('entries larger than 4 GiB, and those that start beyond, are found', async (context) => {
    need(context, 'unzip');
    need(context, 'python3');
    const GIB5 = 5 * 1024 ** 3;
    const encode = (text: string) => new TextEncoder().encode(text);
    const huge = { name: encode('huge'), size: GIB5, crc: 0, compressedSize: GIB5 - 24, offset: 0 };
    const header = encodeLocalHeader(huge);
    const content = encode('here I am');
    const after = {
      name: encode('after'),
      size: content.length,
      crc: nativeModules()!.zlib.crc32(content),
      compressedSize: nativeModules()!.zlib.deflateRawSync(content).length,
      offset: header.length + GIB5,
    };
    const tail = [
      encodeLocalHeader(after),
      nativeModules()!.zlib.deflateRawSync(content),
      encodeDescriptor(after),
    ];
    const directory = joinBytes([encodeCentralHeader(huge), encodeCentralHeader(after)]);
    const directoryAt = after.offset + joinBytes(tail).length;

    const path = place('archive.zip', header);
    const file = openSync(path, 'r+');
    writeSync(file, encodeDescriptor(huge), 0, 24, header.length + GIB5 - 24);
    const end = joinBytes([...tail, directory, encodeEnd(2, directoryAt, directory.length)]);
    writeSync(file, end, 0, end.length, after.offset);
    closeSync(file);

    expect(call('python3', '-c', PYTHON_READ, path).stdout.trim()).toBe(
      `[('huge', ${GIB5}, ${GIB5 - 24}, 0), ('after', 9, ${after.compressedSize}, ${after.offset})] b'here I am'`,
    );
    expect(call('unzip', '-p', path, 'after')).toMatchObject({ status: 0, stdout: 'here I am' });
  });
});
