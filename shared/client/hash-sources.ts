// Reads every file once and hashes it part by part: the next part is read while the present one is hashed, so at most two are
// in memory. What comes out are the manifests that a job request carries and where each part can be read again.
import type { BlobManifest } from '../contract/blob.ts';
import type { Sha256 } from '../contract/ids.ts';
import { partPlaces, type CutSources, type PartPlace } from './cut-sources.ts';
import { reasonOf, type ClientPlatform } from './platform.ts';
import { readPart, sourcesOf } from './read-part.ts';
import { requireSameSize, type Source } from './source.ts';

export interface HashedSources {
  blobs: BlobManifest[];
  /** Each distinct part once, and one place where its bytes are. */
  places: Map<Sha256, PartPlace>;
}

export async function hashSources(
  platform: ClientPlatform,
  sources: readonly Source[],
  cut: CutSources,
  options: { signal: AbortSignal | undefined; onBytes: (bytes: number) => void },
): Promise<HashedSources> {
  const blobs: BlobManifest[] = cut.blobs.map(({ size }) => ({ size, parts: [] }));
  const places = new Map<Sha256, PartPlace>();
  const start = (place: PartPlace) => {
    const bytes = readPart(sources, cut, place);
    bytes.catch(() => undefined); // reported where it is awaited, which an error of the part before may prevent
    return { place, bytes };
  };
  const left = partPlaces(cut);
  const first = left.next();
  let present = first.done ? undefined : start(first.value);
  while (present) {
    if (options.signal?.aborted) throw reasonOf(options.signal);
    const { place } = present;
    const bytes = await present.bytes;
    const next = left.next();
    present = next.done ? undefined : start(next.value);
    const sha = (await platform.sha256(bytes)) as Sha256;
    const blob = blobs[place.blob];
    blob?.parts.push({ sha, size: place.size });
    if (!places.has(sha)) places.set(sha, place);
    if (place.offset + place.size === blob?.size)
      for (const source of sourcesOf(sources, cut, place)) await requireSameSize(source);
    options.onBytes(place.size);
  }
  return { blobs, places };
}
