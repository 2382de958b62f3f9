// Uploads the parts that a coordinator says it lacks, a few at a time, each tried again while that may help. Every part is read
// again from its files: what was hashed is not kept in memory.
import { CoveyError } from '../contract/errors.ts';
import type { Sha256 } from '../contract/ids.ts';
import type { Client } from './connect.ts';
import type { CutSources, PartPlace } from './cut-sources.ts';
import { readPart, sourcesOf } from './read-part.ts';
import { retry } from './retry.ts';
import { changed, type Source } from './source.ts';

const AT_ONCE = 3;
/** About 45 s: a coordinator that was killed is back by then. */
const TRIES = 15;
/** Once may be the network; so often it is the file. */
const MISMATCHES = 3;

export interface PartsToUpload {
  sources: readonly Source[];
  cut: CutSources;
  places: ReadonlyMap<Sha256, PartPlace>;
}

/** @throws ClientError, CoveyError or the signal's reason; parts that arrived stay with the coordinator. */
export async function uploadParts(
  client: Client,
  missing: readonly Sha256[],
  { sources, cut, places }: PartsToUpload,
  options: { signal: AbortSignal | undefined; onBytes: (bytes: number) => void },
): Promise<void> {
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const queue = missing.values();
  const uploadSome = async () => {
    for (const sha of queue) {
      const place = places.get(sha);
      if (!place)
        throw new CoveyError(
          'part-missing',
          `the coordinator asks for part ${sha}, which is not in this job`,
        );
      if (signal.aborted) return;
      await upload(sha, place);
      options.onBytes(place.size);
    }
  };
  const upload = async (sha: Sha256, place: PartPlace) => {
    let mismatches = 0;
    await retry(client.platform, { tries: TRIES, signal }, async () => {
      try {
        await client.call('putPart', { path: { sha }, bytes: await readPart(sources, cut, place), signal });
      } catch (error) {
        const [source] = sourcesOf(sources, cut, place);
        if (
          !source ||
          !(error instanceof CoveyError) ||
          error.code !== 'hash-mismatch' ||
          ++mismatches < MISMATCHES
        )
          throw error;
        throw changed(source, 'its bytes are not the ones that were hashed');
      }
    });
  };
  const uploads = Array.from({ length: Math.min(AT_ONCE, missing.length) }, () =>
    uploadSome().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  const outcomes = await Promise.allSettled(uploads);
  options.signal?.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
