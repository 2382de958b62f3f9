// A photo of twelve megapixels on one thread, against sharp (native, libvips) and against the resizing of @jsquash. Rounds of ours and of
// the rival's alternate; ratios are of medians of the same run.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams } from '../registry.ts';
import { readerOf, runChunk } from '../memory-job.ts';
import { importRival, rivalFolder } from '../rivals/rivals.ts';
import { decodeJpeg } from './codecs/jpeg.ts';
import { image } from './describe.ts';
import { openCanvas } from './pixels/pixels.ts';
import { run as runImage } from './run.ts';
import { encodePhoto, testRaster } from './testing/test-photos.ts';
import { verify } from './verify.ts';

export const name = 'image';

const ROUNDS = 7;
const [WIDTH, HEIGHT] = [4000, 3000];
const [OUT_WIDTH, OUT_HEIGHT] = [1600, 1200];
const LANCZOS3 = 3;

interface Sharp {
  (input: Uint8Array): Sharp;
  concurrency(threads: number): void;
  cache(on: boolean): void;
  rotate(): Sharp;
  resize(width: number, height: number, options: object): Sharp;
  webp(options: object): Sharp;
  toBuffer(): Promise<Uint8Array>;
}
type SquooshResize = (
  data: Uint8Array,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
  type: number,
  premultiply: boolean,
  linear: boolean,
) => Uint8Array;

export async function run(): Promise<BenchRow[]> {
  const folder = await rivalFolder('sharp@0.35.5', '@jsquash/resize@2.1.1');
  const sharp = (await importRival(folder, 'sharp'))['default'] as Sharp;
  sharp.concurrency(1);
  sharp.cache(false);
  const squoosh = await openSquoosh(folder);

  const jpeg = await encodePhoto(testRaster(WIDTH, HEIGHT), 'jpeg', 90);
  const params = parseParams(image, { format: 'webp', width: OUT_WIDTH, height: OUT_HEIGHT, quality: 75 });
  const task = { index: 0, params, args: { sizes: [jpeg.length] } };
  const compute = () => runChunk(runImage, task, readerOf(jpeg), nativeModules());
  const result = await compute();
  const raster = await decodeJpeg(jpeg, WIDTH * HEIGHT);
  const crop = { left: 0, top: 0, width: WIDTH, height: HEIGHT };
  const size = { width: OUT_WIDTH, height: OUT_HEIGHT };
  const rgba = new Uint8Array(raster.data);
  const spec = { input: [], args: task.args };

  return [
    await compare('photo to WebP', 'sharp', compute, () =>
      sharp(jpeg)
        .rotate()
        .resize(OUT_WIDTH, OUT_HEIGHT, { kernel: 'lanczos3' })
        .webp({ quality: 75 })
        .toBuffer(),
    ),
    await compare(
      'resize 12 MP to 1.9 MP',
      '@jsquash/resize',
      () => openCanvas(raster, crop, size, false, () => Promise.resolve()),
      () => squoosh(rgba, WIDTH, HEIGHT, OUT_WIDTH, OUT_HEIGHT, LANCZOS3, true, false),
    ),
    // One result in 1/checkShare is computed again; the others cost nothing.
    await compare(
      'verification of a photo, its share',
      'compute',
      () => verify(params, spec, 0, readerOf(jpeg), readerOf(result)),
      compute,
      image.checkShare(params),
    ),
  ];
}

async function openSquoosh(folder: string): Promise<SquooshResize> {
  const home = join(folder, 'node_modules', '@jsquash', 'resize', 'lib', 'resize', 'pkg');
  const loaded = await importRival(folder, join(home, 'squoosh_resize.js'));
  await (loaded['default'] as (bytes: Uint8Array) => Promise<unknown>)(
    await readFile(join(home, 'squoosh_resize_bg.wasm')),
  );
  return loaded['resize'] as SquooshResize;
}

/** Milliseconds; `share`: of ours, only so much is ever done. */
async function compare(
  what: string,
  peer: string,
  ours: () => unknown,
  theirs: () => unknown,
  share = 1,
): Promise<BenchRow> {
  const time = async (work: () => unknown) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const mine: number[] = [];
  const others: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    mine.push((await time(ours)) * share);
    others.push(await time(theirs));
  }
  // The first round warms up.
  const median = others.slice(1).toSorted((a, b) => a - b)[ROUNDS >>> 1] ?? NaN;
  return benchRow(`image ${what}`, 'ms', mine.slice(1), { name: peer, value: median });
}
