// What it costs to cut a film and to join it again, against encoding it anew with ffmpeg (native, one thread): CPU time of both. Against what a
// browser takes for it: app/e2e/video.bench.ts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { type FilmCosts, makeFilms, measureFilm, SECONDS } from './testing/measure-film.ts';

export const name = 'video';

const WORDS: Record<keyof FilmCosts, string> = {
  cut: 'cut at key frames',
  join: 'joined',
  check: 'all stretches checked',
};

export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'covey-video-'));
  try {
    const films = await makeFilms(folder);
    if (!films) {
      process.stderr.write('bench: video is skipped: ffmpeg with libvpx-vp9 and libopus is not installed\n');
      return [];
    }
    const costs = await measureFilm(films);
    return [
      ...rowsOf(costs, { name: 'ffmpeg at its usual speed', value: films.usualMs }),
      ...rowsOf(costs, { name: 'ffmpeg -deadline realtime -cpu-used 8', value: films.fastMs }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const rowsOf = (costs: FilmCosts, peer: { name: string; value: number }): BenchRow[] =>
  (['cut', 'join', 'check'] as const).map((step) =>
    benchRow(
      `${name}: ${SECONDS} s of 720p ${WORDS[step]}, against ${peer.name}`,
      'CPU ms',
      costs[step],
      peer,
    ),
  );
