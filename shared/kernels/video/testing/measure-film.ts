// What it costs to cut a film, to join it again and to check its stretches: CPU time of this process alone, the bytes already in memory, nothing
// hashed and nothing stored, which every kernel's files are. The film is ffmpeg's own test picture with a tone; the stretches are of a second film,
// made smaller and encoded by ffmpeg, so that they are as large as a device's.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closedFiles } from '../../input-files.ts';
import type { ByteReader, OutputWriter } from '../../kernel.ts';
import { filesInput, MemoryBlobs } from '../../memory-job.ts';
import { parseParams } from '../../registry.ts';
import type { VideoArgs } from '../choices.ts';
import { video } from '../describe.ts';
import { verify } from '../verify.ts';
import { copyStretch } from './make-film.ts';

export const SECONDS = 30;
const RATE = 30;
const ROUNDS = 7;
/** What the kernel asks its encoder for: 0.1 bit for each pixel. */
export const SMALL = { width: 640, height: 360, bitrate: 0.1 * 640 * 360 * RATE };

/** Key frames where the cuts of the first film are, and nowhere else. */
const GOOD = ['-c:v', 'libvpx-vp9', '-g', '9999', '-force_key_frames', 'expr:gte(n,n_forced*60)'];
const FAST = [...GOOD, '-deadline', 'realtime', '-cpu-used', '8'];

export interface Films {
  film: Uint8Array;
  small: Uint8Array;
  /** CPU time of making the small one on one thread: as ffmpeg does it when nothing is said, and as fast as it can. ms. */
  usualMs: number;
  fastMs: number;
}

/** null: ffmpeg, or a codec of it, is not installed. */
export async function makeFilms(folder: string): Promise<Films | null> {
  const path = (name: string) => join(folder, `${name}.webm`);
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=${RATE}:d=${SECONDS}`];
  const tone = ['-f', 'lavfi', '-i', `sine=440:d=${SECONDS}`];
  if (cpuOfFfmpeg([...picture, ...tone, ...FAST, '-c:a', 'libopus', path('film')]) === null) return null;
  const scale = `scale=${SMALL.width}:${SMALL.height}`;
  const asSmall = ['-b:v', String(SMALL.bitrate), '-vf', scale, '-c:a', 'copy'];
  const makeSmaller = (how: readonly string[], name: string) =>
    cpuOfFfmpeg(['-i', path('film'), ...how, ...asSmall, path(name)]) ?? NaN;
  const fastMs = makeSmaller(FAST, 'fast');
  const usualMs = makeSmaller(GOOD, 'small');
  return { film: await bytesOf(path('film')), small: await bytesOf(path('small')), usualMs, fastMs };
}

const bytesOf = async (path: string) => new Uint8Array(await readFile(path));

/** By its own account, ms; null: it failed. */
function cpuOfFfmpeg(args: readonly string[]): number | null {
  const all = [
    '-hide_banner',
    '-benchmark',
    '-y',
    '-copyts',
    '-threads',
    '1',
    ...args.slice(0, -1),
    '-threads',
    '1',
  ];
  const { status, stderr } = spawnSync('ffmpeg', [...all, ...args.slice(-1)], { encoding: 'utf8' });
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr ?? '') ?? [];
  return status === 0 && user !== undefined ? 1000 * (Number(user) + Number(system)) : null;
}

export interface FilmCosts {
  cut: number[];
  join: number[];
  check: number[];
}

export const FILM_PARAMS = { segment: 4, width: SMALL.width, height: SMALL.height };

/** CPU milliseconds of each round. The first one, in which code is compiled, is left out. */
export async function measureFilm({ film, small }: Films): Promise<FilmCosts> {
  const params = parseParams(video, FILM_PARAMS);
  const input = filesInput(new MemoryBlobs(), [{ name: 'film.webm', bytes: film }]);
  const whole = viewOf(film);
  const files = {
    ...closedFiles,
    read: (_file: number, at: number, length: number) => whole.read(at, length),
  };
  const costs: FilmCosts = { cut: [], join: [], check: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const { value: index, cpuMs: cutMs } = await cpuOf(async () => video.split(params, input, files));
    const plan = video.openPlan(params, input, index);
    const argsOf = (chunk: number) => plan.describe(chunk)?.args as VideoArgs;
    const results: ByteReader[] = [];
    for (let chunk = 0; chunk < plan.count; chunk++)
      results.push(viewOf(await copyStretch(viewOf(small), argsOf(chunk))));
    const { cpuMs: joinMs } = await cpuOf(() =>
      video.reduce({
        params,
        input,
        plan,
        files,
        results: async function* () {
          for (const [chunk, reader] of results.entries()) yield { index: chunk, parts: null, reader };
        },
        failed: [],
        stoppedAt: null,
        create: countingWriter,
        signal: new AbortController().signal,
      }),
    );
    const { cpuMs: checkMs } = await cpuOf(async () => {
      for (const [chunk, reader] of results.entries()) {
        const { verdict } = await verify(params, plan.describe(chunk), chunk, whole, reader);
        if (verdict !== 'accepted') throw new Error(`chunk ${chunk} was ${verdict}`);
      }
    });
    if (round === 0) continue;
    costs.cut.push(cutMs);
    costs.join.push(joinMs);
    costs.check.push(checkMs);
  }
  return costs;
}

const viewOf = (bytes: Uint8Array): ByteReader => ({
  size: bytes.length,
  read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)),
});

function countingWriter(name: string): OutputWriter {
  let size = 0;
  return {
    write: async (bytes) => void (size += bytes.length),
    append: async (blob) => void (size += blob.size),
    close: async () => ({ name, size, blob: { size, parts: [] } }),
  };
}

async function cpuOf<T>(work: () => Promise<T>): Promise<{ value: T; cpuMs: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpuMs: (user + system) / 1000 };
}
