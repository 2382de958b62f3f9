// Reads one part of an input from the files that it consists of: a stretch of one large file, or several small ones whole.
import type { CutSources, PartPlace } from './cut-sources.ts';
import { readSource, type Source } from './source.ts';

/** Small files read at the same time. */
const AT_ONCE = 16;

/** @throws ClientError naming the file that could not be read or was no longer as long as it had been. */
export async function readPart(
  sources: readonly Source[],
  cut: CutSources,
  place: PartPlace,
): Promise<Uint8Array> {
  const files = sourcesOf(sources, cut, place);
  const [only] = files;
  if (files.length === 1 && only) return readSource(only, place.offset, place.size);
  // Several files share a blob only when all of it fits one part, so each is read whole.
  const bytes = new Uint8Array(place.size);
  for (let first = 0, at = 0; first < files.length; first += AT_ONCE) {
    const batch = await Promise.all(
      files.slice(first, first + AT_ONCE).map((source) => readSource(source, 0, source.size)),
    );
    for (const piece of batch) {
      bytes.set(piece, at);
      at += piece.length;
    }
  }
  return bytes;
}

/** The files that have bytes in the part. */
export const sourcesOf = (sources: readonly Source[], cut: CutSources, place: PartPlace): Source[] =>
  (cut.blobs[place.blob]?.files ?? [])
    .flatMap((file) => sources[file] ?? [])
    .filter((source) => source.size > 0);
