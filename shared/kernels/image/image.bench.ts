// A photo of twelve megapixels on one thread, against sharp (native, libvips) and against the resizing of @jsquash. Rounds of ours and of
// the rival's alternate; ratios are of medians of the same run.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams } from '../registry.ts';
import { readerOf, runChunk } from '../memory-job.ts';
import { findRivals } from '../rivals/install-rivals.ts';
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
  const require = findRivals();
  const sharp = require && openSharp(require);
  const squoosh = require && (await openSquoosh(require));

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
    await compare(
      'photo to WebP',
      'sharp',
      compute,
      sharp &&
        (() =>
          sharp(jpeg)
            .rotate()
            .resize(OUT_WIDTH, OUT_HEIGHT, { kernel: 'lanczos3' })
            .webp({ quality: 75 })
            .toBuffer()),
    ),
    await compare(
      'resize 12 MP to 1.9 MP',
      '@jsquash/resize',
      () => openCanvas(raster, crop, size, false, () => Promise.resolve()),
      squoosh && (() => squoosh(rgba, WIDTH, HEIGHT, OUT_WIDTH, OUT_HEIGHT, LANCZOS3, true, false)),
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

function openSharp(require: NodeJS.Require): Sharp {
  const sharp = require('sharp') as Sharp;
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

async function openSquoosh(require: NodeJS.Require): Promise<SquooshResize> {
  const home = join(dirname(require.resolve('@jsquash/resize')), 'lib', 'resize', 'pkg');
  const loaded = (await import(pathToFileURL(join(home, 'squoosh_resize.js')).href)) as {
    default: (bytes: Uint8Array) => Promise<unknown>;
    resize: SquooshResize;
  };
  await loaded.default(await readFile(join(home, 'squoosh_resize_bg.wasm')));
  return loaded.resize;
}

/** Milliseconds; `share`: of ours, only so much is ever done; `theirs`: null where it is not installed. */
async function compare(
  what: string,
  peer: string,
  ours: () => unknown,
  theirs: (() => unknown) | null,
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
    if (theirs) others.push(await time(theirs));
  }
  if (!theirs) return benchRow(`image ${what} (${peer} is absent)`, 'ms', mine.slice(1));
  // The first round warms up.
  const median = others.slice(1).toSorted((a, b) => a - b)[ROUNDS >>> 1] ?? NaN;
  return benchRow(`image ${what}`, 'ms', mine.slice(1), { name: peer, value: median });
}
