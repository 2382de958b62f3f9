// `image`: the contract, and what only it promises: photos upright, of the size asked for, in the format asked for, and one bad
// photo harming no other.
import { describe, expect, test } from 'vitest';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { filesInput, MemoryBlobs, planJob, reduceAll, runAll, type MemoryFile } from '../memory-job.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams, scriptNameOf } from '../registry.ts';
import type { OutputFormat } from './choices.ts';
import { image } from './describe.ts';
import { run } from './run-avif.ts';
import { compute } from './testing/compute-photos.ts';
import { look } from './testing/look-at-photo.ts';
import {
  encodePhoto,
  testExif,
  testGif,
  testProfile,
  testRaster,
  withExtras,
} from './testing/test-photos.ts';

const FORMATS: OutputFormat[] = ['jpeg', 'png', 'webp', 'avif'];

const photos: MemoryFile[] = await Promise.all([
  encodePhoto(testRaster(300, 200)).then((bytes) => ({ name: 'a.jpg', bytes })),
  encodePhoto(testRaster(120, 240, { alpha: true }), 'png').then((bytes) => ({ name: 'ü 🙂.PNG', bytes })),
  encodePhoto(testRaster(64, 64, { seed: 3 }), 'webp').then((bytes) => ({ name: 'deep/er/c.webp', bytes })),
]);
/** Too large to share a chunk. */
const large: MemoryFile = { name: 'large.png', bytes: await encodePhoto(testRaster(400, 400), 'png') };

const caseOf = (
  name: string,
  params: Record<string, unknown>,
  files: MemoryFile[],
  names: string[],
): KernelCase => ({
  name,
  params,
  input: (blobs) => filesInput(blobs, files),
  check: async (outputs) => {
    expect(outputs.map((output) => output.name)).toEqual(names);
    for (const { bytes } of outputs) {
      const { info, raster } = await look(bytes);
      expect([raster.width, raster.height]).toEqual([info.width, info.height]);
    }
  },
});

kernelContract({
  kernel: image,
  run,
  cases: [
    caseOf(
      'several in a chunk and one alone',
      { width: 100, height: 100 },
      [large, ...photos],
      ['large.jpg', 'a.jpg', 'ü 🙂.jpg', 'deep/er/c.jpg'],
    ),
    caseOf(
      'everything at once, as WebP',
      { format: 'webp', grayscale: true, blur: 3, sharpen: 40, watermark: '© Wir' },
      photos,
      ['a.webp', 'ü 🙂.webp', 'deep/er/c.webp'],
    ),
    caseOf('AVIF', { format: 'avif', resize: 'percent', percent: 30 }, photos, [
      'a.avif',
      'ü 🙂.avif',
      'deep/er/c.avif',
    ]),
    caseOf('the format it was, edges', { format: 'same', edge: true }, photos, [
      'a.jpg',
      'ü 🙂.PNG',
      'deep/er/c.webp',
    ]),
  ],
  sameBytesEverywhere: true,
});

describe('sizes', () => {
  const sizeAfter = async (params: Record<string, unknown>, width = 300, height = 200) => {
    const bytes = await encodePhoto(testRaster(width, height));
    const [output] = await compute({ format: 'png', ...params }, [{ name: 'p.jpg', bytes }]);
    const { info } = await look(output!.bytes);
    return `${info.width}×${info.height}`;
  };

  test.each([
    ['fits inside', { width: 150, height: 150 }, '150×100'],
    ['is not enlarged', { width: 900, height: 900 }, '300×200'],
    ['is enlarged when asked', { width: 600, height: 600, enlarge: true }, '600×400'],
    ['covers exactly', { resize: 'cover', width: 100, height: 100 }, '100×100'],
    ['covers the shape without enlarging', { resize: 'cover', width: 1000, height: 1000 }, '200×200'],
    ['is a share of itself', { resize: 'percent', percent: 10 }, '30×20'],
    ['stays as it is', { resize: 'none' }, '300×200'],
    ['is never less than a pixel', { width: 1, height: 1 }, '1×1'],
  ])('a photo %s', async (_name, params, size) => {
    expect(await sizeAfter(params)).toBe(size);
  });

  test('more than the whole needs `enlarge`', () => {
    expect(() => parseParams(image, { resize: 'percent', percent: 150 })).toThrow(/percent: .*enlarge/);
  });
});

describe('metadata', () => {
  const dressed = async (extras: { exif?: Uint8Array; icc?: Uint8Array }) =>
    withExtras(await encodePhoto(testRaster(60, 40)), extras);

  test.each(FORMATS)('%s: nothing is kept unless asked, a foreign colour profile always', async (format) => {
    const bytes = await dressed({ exif: testExif(6), icc: testProfile('Display P3') });
    const [output] = await compute({ format }, [{ name: 'p.jpg', bytes }]);
    const { info } = await look(output!.bytes);
    expect(info.exif).toBeNull();
    expect(info.orientation).toBe(1);
    expect(Buffer.from(info.icc!).equals(testProfile('Display P3'))).toBe(true);
  });

  test.each(['jpeg', 'png', 'webp'])(
    '%s: EXIF is kept when asked, upright and without the thumbnail',
    async (format) => {
      const bytes = await dressed({ exif: testExif(6) });
      const [output] = await compute({ format, keepExif: true }, [{ name: 'p.jpg', bytes }]);
      const { info } = await look(output!.bytes);
      expect([info.width, info.height, info.orientation]).toEqual([40, 60, 1]);
      expect(Buffer.from(info.exif!).includes('Cam')).toBe(true);
      expect(new DataView(info.exif!.buffer, info.exif!.byteOffset).getUint32(34, true)).toBe(0);
    },
  );

  test('a profile that is sRGB is left out', async () => {
    const bytes = await dressed({ icc: testProfile('sRGB IEC61966-2.1') });
    const [output] = await compute({ format: 'webp' }, [{ name: 'p.jpg', bytes }]);
    expect((await look(output!.bytes)).info.icc).toBeNull();
  });

  test.each(FORMATS)('a profile survives %s as input too', async (format) => {
    const first = await compute({ format }, [
      { name: 'p.jpg', bytes: await dressed({ icc: testProfile('Adobe RGB') }) },
    ]);
    for (const native of [nativeModules(), undefined]) {
      const blobs = new MemoryBlobs();
      const files = [{ name: `p.${format}`, bytes: first[0]!.bytes }];
      const job = await planJob(image, parseParams(image, {}), filesInput(blobs, files), blobs);
      const [second] = await reduceAll(job, await runAll(job, run, native));
      expect((await look(second!.bytes)).info.icc).toHaveLength(200);
    }
  });

  test('EXIF in AVIF is refused when the job is submitted', () => {
    expect(() => parseParams(image, { format: 'avif', keepExif: true })).toThrow(/keepExif: AVIF/);
  });
});

test('a GIF gives its first picture', async () => {
  for (const [width, height] of [
    [7, 6],
    [300, 40],
  ] as const) {
    const outputs = await compute({ format: 'same' }, [{ name: 'cat.GIF', bytes: testGif(width, height) }]);
    expect(outputs.map(({ name }) => name)).toEqual(['cat.png']);
    const { raster } = await look(outputs[0]!.bytes);
    expect([raster.width, raster.height]).toEqual([width, height]);
    expect([...raster.data.subarray(0, 4)]).toEqual([200, 30, 40, 255]);
    expect([...raster.data.subarray(-4)]).toEqual([20, 60, 220, 255]);
  }
});

test('outputs that would have one name are numbered', async () => {
  const files = ['a.jpg', 'a.PNG', '../a.jpeg', 'b.tar.jpg'].map((name) => ({
    name,
    bytes: photos[0]!.bytes,
  }));
  expect((await compute({ format: 'webp' }, files)).map(({ name }) => name)).toEqual([
    'a.webp',
    'a (2).webp',
    '_/a.webp',
    'b.tar.webp',
  ]);
});

test('what is transparent becomes white in a JPEG and stays so in the others', async () => {
  const bytes = await encodePhoto(testRaster(64, 64, { alpha: true }), 'png');
  for (const format of FORMATS) {
    const [output] = await compute({ format, resize: 'none', quality: 95 }, [{ name: 'p.png', bytes }]);
    const { raster } = await look(output!.bytes);
    const [r = 0, g = 0, b = 0, a] = raster.data.subarray(4 * 32 * 64);
    expect(format === 'jpeg' ? Math.min(r, g, b) > 240 : (a ?? 255) < 8).toBe(true);
  }
});

test('a watermark with letters that cannot be written is refused when the job is submitted', async () => {
  const blobs = new MemoryBlobs();
  const input = filesInput(blobs, photos);
  await expect(
    planJob(image, parseParams(image, { watermark: 'Hallo 雪' }), input, blobs),
  ).rejects.toMatchObject({
    code: 'bad-params',
    message: expect.stringContaining('雪') as string,
  });
});

test('only a job that reads or writes AVIF needs its script', () => {
  const named = (name: string) => filesInput(new MemoryBlobs(), [{ name, bytes: new Uint8Array(9) }]);
  const kernel = image as never;
  expect(scriptNameOf(kernel, parseParams(image, {}), named('a.jpg'))).toBe('image');
  expect(scriptNameOf(kernel, parseParams(image, { format: 'avif' }), named('a.jpg'))).toBe('image-avif');
  expect(scriptNameOf(kernel, parseParams(image, {}), named('A.AVIF'))).toBe('image-avif');
});
