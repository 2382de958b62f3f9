// What it costs to cut a film and to join it again, against encoding it (ffmpeg, native, one thread). The film is ffmpeg's own test picture with a
// tone; the stretches that are joined are its own frames, copied.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { filesInput, MemoryBlobs, planJob, readerOf, reduceAll } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import type { VideoArgs } from './choices.ts';
import { video } from './describe.ts';
import { copyStretch } from './testing/make-film.ts';
import { verify } from './verify.ts';

export const name = 'video';

const ROUNDS = 5;
const SECONDS = 30;

const ffmpeg = (...args: string[]) =>
  spawnSync('ffmpeg', ['-loglevel', 'error', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'covey-video-'));
  try {
    return await measure(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<BenchRow[]> {
  const path = join(folder, 'film.webm');
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=30:d=${SECONDS}`];
  const tone = ['-f', 'lavfi', '-i', `sine=440:d=${SECONDS}`];
  const encode = [
    '-threads',
    '1',
    '-c:v',
    'libvpx-vp9',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-g',
    '60',
  ];
  if (ffmpeg(...picture, ...tone, ...encode, '-c:a', 'libopus', path).status !== 0) {
    process.stderr.write('bench: video is skipped: ffmpeg with libvpx-vp9 and libopus is not installed\n');
    return [];
  }
  const began = performance.now();
  ffmpeg('-i', path, ...encode, '-vf', 'scale=640:360', '-c:a', 'copy', join(folder, 'small.webm'));
  const transcode = { name: 'encoding it anew with ffmpeg, one thread', value: performance.now() - began };

  const bytes = new Uint8Array(await readFile(path));
  const params = parseParams(video, { segment: 4 });
  const rounds = { cut: [] as number[], join: [] as number[], check: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const blobs = new MemoryBlobs();
    const cutAt = performance.now();
    const job = await planJob(video, params, filesInput(blobs, [{ name: 'film.webm', bytes }]), blobs);
    rounds.cut.push(performance.now() - cutAt);
    const results = new Map<number, Uint8Array>();
    for (let index = 0; index < job.plan.count; index++) {
      const spec = job.plan.describe(index);
      results.set(index, await copyStretch(job.blobs.input(spec), spec?.args as VideoArgs));
    }
    const joinAt = performance.now();
    await reduceAll(job, results);
    rounds.join.push(performance.now() - joinAt);
    const checkAt = performance.now();
    for (const [index, result] of results) {
      const spec = job.plan.describe(index);
      const { verdict } = await verify(params, spec, index, job.blobs.input(spec), readerOf(result));
      if (verdict !== 'accepted') throw new Error(`chunk ${index} was ${verdict}`);
    }
    rounds.check.push(performance.now() - checkAt);
  }
  const film = `${SECONDS} s of 720p`;
  return [
    benchRow(`${name}: ${film} cut at key frames`, 'ms', rounds.cut, transcode),
    benchRow(`${name}: ${film} joined`, 'ms', rounds.join, transcode),
    benchRow(`${name}: ${film}, all stretches checked`, 'ms', rounds.check, transcode),
  ];
}
