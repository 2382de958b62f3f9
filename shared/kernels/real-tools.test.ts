// The outputs in the hands of the tools they are for: coreutils, gzip, zstd, unzip, Python. A tool that is not there skips
// its test and says so.
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { compress } from './compress/describe.ts';
import { run as runCompress } from './compress/run.ts';
import { safeNames } from './files/safe-names.ts';
import {
  encodeCentralHeader,
  encodeDescriptor,
  encodeEnd,
  encodeLocalHeader,
} from './compress/zip/zip-format.ts';
import { joinBytes } from './bytes/join-bytes.ts';
import { hash } from './hash/describe.ts';
import { run as runHash } from './hash/run.ts';
import { image } from './image/describe.ts';
import { run as runImage } from './image/run-avif.ts';
import { cornersRaster, encodePhoto, testExif, testRaster, withExtras } from './image/testing/test-photos.ts';
import type { KernelDescription, KernelScript } from './kernel.ts';
import { matmul } from './matmul/describe.ts';
import { run as runMatmul } from './matmul/run.ts';
import { makeMatrix, npyFile, randomFrom } from './matmul/testing/matrices.ts';
import {
  filesInput,
  MemoryBlobs,
  planJob,
  reduceAll,
  runAll,
  type MemoryFile,
  type MemoryOutput,
} from './memory-job.ts';
import { nativeModules } from './native-modules.ts';
import { parseParams } from './registry.ts';
import { drawBlock } from './train/data/draw-block.ts';
import { idxFile, trainRounds } from './train/testing/train-rounds.ts';
import { mixedFiles, noiseBytes, textBytes } from './testing/test-files.ts';

const MIB = 1024 * 1024;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'covey-tools-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Skips the test, with the reason, where the tool is missing. */
function need(context: TestContext, tool: string): void {
  const found = spawnSync(tool, ['--help'], { stdio: 'ignore' });
  context.skip(found.error !== undefined, `${tool} is not installed`);
}

const call = (tool: string, ...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(tool, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });

function place(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

async function compute<P>(
  kernel: KernelDescription<P>,
  run: KernelScript['run'],
  params: Record<string, unknown>,
  files: MemoryFile[],
  native = nativeModules(),
): Promise<MemoryOutput[]> {
  const blobs = new MemoryBlobs();
  const job = await planJob(kernel, parseParams(kernel, params), filesInput(blobs, files), blobs);
  return reduceAll(job, await runAll(job, run, native));
}

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
      expect(Buffer.compare(readFileSync(join(folder, 'out', names[i]!)), bytes)).toBe(0);
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

describe('photos', () => {
  test.for(['jpeg', 'png', 'webp', 'avif'] as const)(
    '%s is opened by ImageMagick, upright, with its colours and profile',
    async (format, context) => {
      need(context, 'identify');
      const listed = call('convert', '-list', 'format').stdout;
      context.skip(
        !new RegExp(`^ *${format}`, 'im').test(listed),
        `this ImageMagick does not read ${format}`,
      );
      const held = withExtras(await encodePhoto(cornersRaster(240, 160)), { exif: testExif(6) });
      const faded = await encodePhoto(testRaster(100, 60, { alpha: true }), 'png');
      const files = [
        { name: 'ü 🙂.JPG', bytes: held },
        { name: '-dash.png', bytes: faded },
      ];
      const outputs = await compute(image, runImage, { format, width: 120, height: 120 }, files);
      const [first, second] = outputs.map(({ name, bytes }) => place(name, bytes));
      const seen = call('identify', '-format', '%w×%h %[channels]', `${first}`);
      expect(seen).toMatchObject({ status: 0, stderr: '' });
      expect(seen.stdout).toMatch(/^80×120 /);
      // Turned by a quarter: what lay at the bottom left (white) stands at the top left.
      const corner = call('convert', `${first}`, '-crop', '1x1+4+4', '-depth', '8', 'rgb:-');
      expect(corner.status).toBe(0);
      const pixel = execFileSync('convert', [`${first}`, '-crop', '1x1+4+4', '-depth', '8', 'rgb:-']);
      expect(Math.min(...pixel)).toBeGreaterThan(235);
      expect(call('identify', `${second}`)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  test('what ImageMagick writes is read: progressive, gray, palette, 16 bits, interlaced, lossless', async (context) => {
    need(context, 'convert');
    place('rose.png', await encodePhoto(testRaster(90, 70), 'png'));
    const made: [name: string, ...options: string[]][] = [
      ['progressive.jpg', '-interlace', 'JPEG'],
      ['gray.jpg', '-colorspace', 'Gray'],
      ['palette.png', '-colors', '7'],
      ['deep.png', '-depth', '16'],
      ['interlaced.gif', '-interlace', 'GIF'],
      ['many.gif', '-colors', '200'],
      ['lossless.webp', '-define', 'webp:lossless=true'],
    ];
    const files: MemoryFile[] = [];
    for (const [name, ...options] of made) {
      expect(call('convert', 'rose.png', ...options, name)).toMatchObject({ status: 0 });
      files.push({ name, bytes: readFileSync(join(folder, name)) });
    }
    const outputs = await compute(image, runImage, { format: 'png', resize: 'none' }, files);
    expect(outputs.map(({ name }) => name)).not.toContain('failed.txt');
    for (const [i, { name, bytes }] of outputs.entries()) {
      const path = place(`out/${name}`, bytes);
      // Distance of the pixels, 0 to 1: the same picture, whichever program decodes it.
      const { stderr } = call('compare', '-metric', 'RMSE', `${files[i]!.name}[0]`, path, 'null:');
      const distance = Number(/\(([\d.e-]+)\)/.exec(stderr)?.[1]);
      expect([name, distance < 0.02]).toEqual([name, true]);
    }
  });

  test('a printer’s CMYK is refused with advice', async (context) => {
    need(context, 'convert');
    place('rose.png', await encodePhoto(testRaster(90, 70), 'png'));
    expect(call('convert', 'rose.png', '-colorspace', 'CMYK', 'cmyk.jpg').status).toBe(0);
    const files = [{ name: 'cmyk.jpg', bytes: readFileSync(join(folder, 'cmyk.jpg')) }];
    const [failed] = await compute(image, runImage, {}, files);
    expect(new TextDecoder().decode(failed!.bytes)).toMatch(/^cmyk\.jpg\t.*save it as RGB\n$/);
  });
});

describe('matrices', () => {
  test('numpy opens C.npy, in C order and f32, and finds the product', async (context) => {
    context.skip(
      spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0,
      'python3 with numpy is not installed',
    );
    const random = randomFrom(4);
    const [a, b] = [makeMatrix(70, 130, random), makeMatrix(130, 90, random)];
    const files = [
      { name: 'A.npy', bytes: npyFile(a, { type: 'f8' }) },
      { name: 'B.npy', bytes: npyFile(b, { fortran: true, version: 3 }) },
    ];
    const [product] = await compute(matmul, runMatmul, { block: 48 }, files);
    for (const { name, bytes } of [...files, product!]) place(name, bytes);
    const script = `
import numpy as np
A, B, C = (np.load(name + '.npy') for name in 'ABC')
print(C.dtype, C.flags.c_contiguous, np.allclose(C, A @ B.astype(np.float64), rtol=1e-5, atol=1e-5))`;
    expect(call('python3', '-c', script).stdout).toBe('float32 True True\n');
  });
});

describe('a trained model', () => {
  test('numpy applies it as model.json says, and knows what it knows', async (context) => {
    context.skip(
      spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0,
      'python3 with numpy is not installed',
    );
    const blobs = new MemoryBlobs();
    const { pictures, labels } = drawBlock(1, 0, 320);
    const files = [
      { name: 'images', bytes: idxFile([320, 28, 28], pictures) },
      { name: 'labels', bytes: idxFile([320], labels) },
    ];
    const params = { rounds: 60, batch: 320, testShare: 0 };
    const { outputs } = await trainRounds(params, filesInput(blobs, files), blobs);
    for (const { name, bytes } of [...files, ...outputs]) place(name, bytes);
    const script = `
import csv, json
import numpy as np
x = np.fromfile('images', np.uint8)[16:].reshape(320, -1) / 255
y = np.fromfile('labels', np.uint8)[8:]
model = json.load(open('model.json'))
exec('\\n'.join(model['apply']))
rows = list(csv.DictReader(open('history.csv')))
shapes = [list(np.load(layer['file']).shape) == layer['shape'] for layer in model['layers']]
print(all(shapes), len(rows), (classes == y).mean() > 0.95, (classes == y).mean() >= float(rows[-1]['accuracy']) - 0.05)`;
    expect(call('python3', '-c', script)).toMatchObject({ stderr: '', stdout: 'True 60 True True\n' });
  });
});
