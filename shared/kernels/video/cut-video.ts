// Cuts films at key frames, so that each chunk can be decoded by itself.
import { CoveyError } from '../../contract/errors.ts';
import type { FilesInput } from '../../contract/job.ts';
import type { InputFiles } from '../input-files.ts';
import { frameTimes, openVideo } from './open-video.ts';
import type { VideoParams } from './params.ts';
import { type FilmIndex, packIndex } from './video-index.ts';

/** @throws CoveyError `bad-input` naming the film and what is wrong with it. */
export async function cutVideos(
  params: VideoParams,
  { files: listed }: FilesInput,
  files: InputFiles,
): Promise<Uint8Array> {
  const films: FilmIndex[] = [];
  for (const [number, { name, size }] of listed.entries()) {
    try {
      const bytes = { size, read: (offset: number, length: number) => files.read(number, offset, length) };
      films.push(await cutVideo(params, bytes));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CoveyError('bad-input', `the film ${JSON.stringify(name)} cannot be cut: ${reason}`, {
        cause: error,
        hint: 'Leave it out, or convert it to MP4 or WebM first.',
      });
    }
  }
  return packIndex(films);
}

async function cutVideo(
  params: VideoParams,
  bytes: { size: number; read(offset: number, length: number): Promise<Uint8Array> },
): Promise<FilmIndex> {
  if (bytes.size === 0) throw new Error('it is empty');
  const film = await openVideo(bytes);
  try {
    const times: number[] = [];
    const cuts: number[] = [];
    for await (const { at, isKey } of frameTimes(film.track, null)) {
      times.push(at);
      if (isKey && at - (cuts.at(-1) ?? -Infinity) >= params.segment) cuts.push(at);
    }
    const first = Math.min(...cuts);
    const last = times.reduce((most, at) => Math.max(most, at), -Infinity);
    if (times.length === 0 || !Number.isFinite(first)) throw new Error('it has no frames');
    const { width, height } = fitInside(
      { width: await film.track.getDisplayWidth(), height: await film.track.getDisplayHeight() },
      params,
    );
    return {
      width,
      height,
      rate: last > first ? Math.round((1000 * (times.length - 1)) / (last - first)) / 1000 : 30,
      chunks: countFrames(times, cuts),
    };
  } finally {
    film.close();
  }
}

/** Frames shown before the first key frame cannot be decoded by anybody: they are left out, as players do. */
export function countFrames(times: readonly number[], cuts: readonly number[]): [number, number][] {
  const sorted = times.toSorted((a, b) => a - b);
  const starts = cuts.toSorted((a, b) => a - b);
  let at = sorted.findIndex((time) => time >= (starts[0] ?? Infinity));
  return starts.map((start, i) => {
    const from = at;
    while (at < sorted.length && (sorted[at] ?? 0) < (starts[i + 1] ?? Infinity)) at++;
    return [start, at - from];
  });
}

const even = (length: number) => Math.max(2, 2 * Math.round(length / 2));

/** The largest size of the same shape inside another, never larger than it was. Encoders want even sides. */
export function fitInside(
  from: { width: number; height: number },
  into: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(1, into.width / from.width, into.height / from.height);
  return { width: even(from.width * scale), height: even(from.height * scale) };
}
