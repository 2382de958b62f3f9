// Judges a stretch of film by what can be told without decoding it: format, size, how many frames and when each is shown, held against the
// original. What the pictures show is not looked at (the coordinator has no decoder); README.md says what that leaves open.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import type { VideoArgs } from './choices.ts';
import { frameTimes, openVideo } from './open-video.ts';
import type { VideoParams } from './params.ts';
import { readSegment } from './segment.ts';

/** Containers round times to milliseconds or ticks. */
const TOLERANCE_SECONDS = 0.002;

const names = { vp9: /^vp09\./, av1: /^av01\./, vp8: /^vp8$/ } as const;

const rejected = (reason: string): Verdict => ({ verdict: 'rejected', reason });

export async function verify(
  params: VideoParams,
  spec: ChunkSpec | null,
  _chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  const args = spec?.args as VideoArgs;
  const segment = await readSegment(result);
  if (typeof segment === 'string') return rejected(segment);
  const { codec, width, height, frames } = segment.header;
  if (!names[params.codec].test(codec)) return rejected(`it is ${codec}, not ${params.codec}`);
  if (width !== args.width || height !== args.height)
    return rejected(`its pictures are ${width} × ${height}, not ${args.width} × ${args.height}`);
  if (frames.length !== args.frames) return rejected(`it has ${frames.length} frames, not ${args.frames}`);
  if (frames[0]?.isKey !== true) return rejected('it does not begin with a key frame');
  const right = await timesBetween(input, args);
  const wrong = frames
    .map(({ at }) => at / 1e6)
    .toSorted((a, b) => a - b)
    .findIndex((at, i) => Math.abs(at - (right[i] ?? Infinity)) > TOLERANCE_SECONDS);
  return wrong < 0
    ? { verdict: 'accepted' }
    : rejected(`frame ${wrong} is not shown when it is in the original`);
}

async function timesBetween(input: ByteReader, { from, to }: VideoArgs): Promise<number[]> {
  const film = await openVideo(input);
  try {
    const times: number[] = [];
    for await (const { at, isKey } of frameTimes(film.track, from)) {
      // frames shown before a key frame may be stored behind it, hence one more
      if (isKey && to !== null && at > to) break;
      if (at >= from && (to === null || at < to)) times.push(at);
    }
    return times.toSorted((a, b) => a - b);
  } finally {
    film.close();
  }
}
