// Joins the stretches of each film into one file under its old name. A stretch that failed for good is a gap in the pictures and is named.
import type { OutputFile } from '../../contract/job.ts';
import { requireFiles } from '../files/cut-files.ts';
import { safeNames } from '../files/safe-names.ts';
import type { ByteReader, ReduceContext } from '../kernel.ts';
import { eachResult } from '../results/each-result.ts';
import { type FailedFile, writeFailed } from '../results/write-failed.ts';
import { containerFor, writeFilm } from './mux-film.ts';
import { openVideo } from './open-video.ts';
import type { VideoParams } from './params.ts';
import { readSegment } from './segment.ts';
import { asVideoPlan, type VideoPlan } from './video-plan.ts';

const FILM_EXTENSION = /\.(mp4|m4v|mov|mkv|webm)$/i;

export async function reduce(context: ReduceContext<VideoParams>): Promise<OutputFile[]> {
  const plan = asVideoPlan(context.plan);
  const { files } = requireFiles(context.input);
  const stems = files.map(({ name }) => name.replace(FILM_EXTENSION, '') || 'film');
  const outputs: OutputFile[] = [];
  const failed: FailedFile[] = [];
  const results = eachResult(context);
  let next = await results.next();
  for (const [film, file] of files.entries()) {
    const stretches: ByteReader[] = [];
    const gaps = new Set(plan.films[film]?.chunks.keys() ?? []);
    for (; !next.done && plan.placeOf(next.value.index).film === film; next = await results.next()) {
      const { index, reader } = next.value;
      // possible only where nothing was checked
      if (typeof (await readSegment(reader)) === 'string') continue;
      gaps.delete(plan.placeOf(index).chunk);
      stretches.push(reader);
    }
    for (const gap of gaps) failed.push({ name: file.name, reason: reasonOf(plan, film, gap) });
    if (stretches.length === 0) continue;
    const original = await openVideo({
      size: file.size,
      read: (offset, length) => context.files.read(film, offset, length),
    });
    try {
      const { codec, audio } = context.params;
      const sound = audio ? original.audio : null;
      const container = await containerFor(codec, sound);
      const writer = context.create(nameOf(stems, film, container));
      await writeFilm({ codec, stretches, audio: sound }, container, writer);
      outputs.push(await writer.close());
    } finally {
      original.close();
    }
  }
  return [...outputs, ...(await writeFailed(context, failed))];
}

/** Each different from the others, whichever container they end up in. */
const nameOf = (stems: readonly string[], film: number, container: string): string =>
  safeNames(stems, `.${container}`)[film] ?? `film-${film}.${container}`;

function reasonOf(plan: VideoPlan, film: number, chunk: number): string {
  const chunks = plan.films[film]?.chunks ?? [];
  const from = chunks[chunk]?.[0] ?? 0;
  const to = chunks[chunk + 1]?.[0];
  return `no pictures from ${from.toFixed(1)} s ${to === undefined ? 'to its end' : `to ${to.toFixed(1)} s`}: its chunk failed on every device that tried`;
}
