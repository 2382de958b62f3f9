import { describe, expect, test } from 'vitest';
import { EncodedPacketSink } from 'mediabunny';
import type { JobInput } from '../../contract/job.ts';
import { filesInput, MemoryBlobs, type MemoryJob, planJob, readerOf, reduceAll } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import type { VideoArgs } from './choices.ts';
import { countFrames, fitInside } from './cut-video.ts';
import { video } from './describe.ts';
import { openVideo } from './open-video.ts';
import type { VideoParams } from './params.ts';
import { packHeader, readSegment } from './segment.ts';
import { copyStretch, makeFilm, SHAPE } from './testing/make-film.ts';

const argsOf = (job: MemoryJob<VideoParams>, index: number) => job.plan.describe(index)?.args as VideoArgs;

async function cut(films: Record<string, Uint8Array>, params: object = {}): Promise<MemoryJob<VideoParams>> {
  const blobs = new MemoryBlobs();
  const files = Object.entries(films).map(([name, bytes]) => ({ name, bytes }));
  const input: JobInput = filesInput(blobs, files);
  return planJob(video, parseParams(video, params), input, blobs);
}

async function copyAll(job: MemoryJob<VideoParams>): Promise<Map<number, Uint8Array>> {
  const results = new Map<number, Uint8Array>();
  for (let index = 0; index < job.plan.count; index++) {
    const spec = job.plan.describe(index);
    results.set(index, await copyStretch(job.blobs.input(spec), spec?.args as VideoArgs));
  }
  return results;
}

/** Every packet of a film: when, whether a key frame, and its bytes. */
async function packetsOf(bytes: Uint8Array, which: 'video' | 'audio'): Promise<unknown[]> {
  const film = await openVideo(readerOf(bytes));
  const track = which === 'video' ? film.track : film.audio;
  const packets: unknown[] = [];
  if (track)
    for await (const { timestamp, type, data } of new EncodedPacketSink(track).packets())
      packets.push([Math.round(timestamp * 1000), type, Buffer.from(data).toString('base64')]);
  film.close();
  return packets;
}

describe('cutting', () => {
  test('chunks begin at key frames, last at least as long as asked for, and have all frames', async () => {
    const job = await cut({ 'a.mp4': await makeFilm() }, { segment: 3 });
    expect(Array.from({ length: job.plan.count }, (_, i) => argsOf(job, i))).toMatchObject([
      { from: 0, to: 3, frames: 75 },
      { from: 3, to: 6, frames: 75 },
      { from: 6, to: 9, frames: 75 },
      { from: 9, to: null, frames: 25, width: 320, height: 180, rate: 25 },
    ]);
  });

  test('several films follow one another, and a plan opened again is the same', async () => {
    const films = {
      'a.mp4': await makeFilm({ seconds: 5 }),
      'ü 🙂.webm': await makeFilm({ container: 'webm' }),
    };
    const job = await cut(films, { segment: 2 });
    const again = video.openPlan(job.params, job.input, job.index);
    expect([again.count, again.cost(0, again.count)]).toEqual([
      job.plan.count,
      job.plan.cost(0, job.plan.count),
    ]);
    expect(again.describe(3)).toEqual(job.plan.describe(3));
    expect(argsOf(job, 2)).toMatchObject({ from: 4, to: null, frames: 25 });
    expect(argsOf(job, 3)).toMatchObject({ from: 0, to: 2, frames: 50 });
  });

  test.each([
    ['nothing', new Uint8Array(0), 'it is empty'],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255), 'no MP4'],
  ])('a file of %s is refused by its name', async (_what, bytes, reason) => {
    await expect(cut({ 'holiday.mp4': bytes })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(new RegExp(`holiday\\.mp4.*${reason}`, 's')) as string,
    });
  });

  test('a film that breaks off is refused, or cut to what is there', async () => {
    const whole = await makeFilm();
    await expect(cut({ 'a.mp4': whole.subarray(0, whole.length / 2) })).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  test('frames are counted by when they are shown, whatever order they are stored in', () => {
    expect(countFrames([0, 2, 1, 4, 3, 6, 5], [0, 4])).toEqual([
      [0, 4],
      [4, 3],
    ]);
  });

  test('pictures keep their shape, are never made larger, and have even sides', () => {
    expect(fitInside({ width: 1920, height: 1080 }, { width: 1280, height: 720 })).toEqual({
      width: 1280,
      height: 720,
    });
    expect(fitInside({ width: 1080, height: 1920 }, { width: 1280, height: 720 })).toEqual({
      width: 406,
      height: 720,
    });
    expect(fitInside({ width: 321, height: 179 }, { width: 1280, height: 720 })).toEqual({
      width: 322,
      height: 180,
    });
  });
});

describe.each(['mp4', 'webm'] as const)('joining, %s', (container) => {
  test('a film cut and joined has the same packets, sound included', async () => {
    const film = await makeFilm({ container });
    const job = await cut({ 'a.mov': film }, { segment: 2 });
    const [output] = await reduceAll(job, await copyAll(job));
    expect(output?.name).toBe('a.webm');
    expect(await packetsOf(output!.bytes, 'video')).toEqual(await packetsOf(film, 'video'));
    expect(await packetsOf(output!.bytes, 'audio')).toEqual(await packetsOf(film, 'audio'));
  });

  test('a silent one goes into MP4, and names met twice are numbered', async () => {
    const film = await makeFilm({ container, audio: false });
    const job = await cut({ 'a.mov': film, 'a.mkv': film }, { segment: 5 });
    const outputs = await reduceAll(job, await copyAll(job));
    expect(outputs.map(({ name }) => name)).toEqual(['a.mp4', 'a (2).mp4']);
    for (const { bytes } of outputs)
      expect(await packetsOf(bytes, 'video')).toEqual(await packetsOf(film, 'video'));
  });

  test('a stretch that failed is a gap and is named', async () => {
    const film = await makeFilm({ container });
    const job = await cut({ 'a.mp4': film }, { segment: 4 });
    const results = await copyAll(job);
    results.delete(1);
    const [output, failed] = await reduceAll(job, results);
    expect((await packetsOf(output!.bytes, 'video')).length).toBe(SHAPE.seconds * SHAPE.rate - 100);
    expect(Buffer.from(failed!.bytes).toString()).toBe(
      'a.mp4\tno pictures from 4.0 s to 8.0 s: its chunk failed on every device that tried\n',
    );
  });
});

test.each(['ac3', 'eac3'] as const)('a film with %s sound is joined with it, in MP4', async (audio) => {
  const film = await makeFilm({ audio });
  expect(await packetsOf(film, 'audio')).toHaveLength(SHAPE.seconds);
  const job = await cut({ 'a.mov': film }, { segment: 4 });
  const [output] = await reduceAll(job, await copyAll(job));
  expect(output?.name).toBe('a.mp4');
  expect(await packetsOf(output!.bytes, 'video')).toEqual(await packetsOf(film, 'video'));
  expect(await packetsOf(output!.bytes, 'audio')).toEqual(await packetsOf(film, 'audio'));
});

describe('checking', () => {
  test('the original’s own frames pass; fewer, others, or at other times do not', async () => {
    const job = await cut({ 'a.mp4': await makeFilm() }, { segment: 4 });
    const spec = job.plan.describe(1);
    const right = await copyStretch(job.blobs.input(spec), argsOf(job, 1));
    const judge = async (result: Uint8Array) =>
      video.verify?.(job.params, spec, 1, job.blobs.input(spec), readerOf(result));
    expect(await judge(right)).toEqual({ verdict: 'accepted' });
    const { header, start } = (await readSegment(readerOf(right))) as Exclude<
      Awaited<ReturnType<typeof readSegment>>,
      string
    >;
    const frames = right.subarray(start);
    const other = (part: Partial<typeof header>) =>
      Buffer.concat([packHeader({ ...header, ...part }), frames]);
    const moved = header.frames.map((frame, i) => (i === 7 ? { ...frame, at: frame.at + 20_000 } : frame));
    for (const [wrong, reason] of [
      [other({ codec: 'av01.0.05M.08' }), 'not vp9'],
      [other({ width: 160 }), '160 × 180'],
      [other({ frames: moved }), 'frame 7'],
      [other({ frames: header.frames.map((frame) => ({ ...frame, isKey: false })) }), 'key frame'],
      [right.subarray(0, -1), 'not as long'],
      [new Uint8Array(3), 'shorter'],
      [new Uint8Array(right.length), 'header'],
      [await copyStretch(job.blobs.input(spec), { ...argsOf(job, 1), from: 0, to: 4 }), 'frame 0'],
    ] as const)
      expect(await judge(wrong)).toMatchObject({
        verdict: 'rejected',
        reason: expect.stringContaining(reason) as string,
      });
  });
});
