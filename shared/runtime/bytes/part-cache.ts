// Input parts in memory, the least recently used given up first. Two who want the same part at once share one fetch.
import type { Sha256 } from '../../contract/ids.ts';

export interface PartCache {
  get(sha: Sha256, size: number | null): Promise<Uint8Array>;
  clear(): void;
}

export function createPartCache(
  fetchPart: (sha: Sha256, size: number | null) => Promise<Uint8Array>,
  limitBytes: number,
): PartCache {
  /** In order of last use. */
  const parts = new Map<Sha256, Uint8Array>();
  const fetching = new Map<Sha256, Promise<Uint8Array>>();
  let bytes = 0;

  function keep(sha: Sha256, part: Uint8Array) {
    if (part.length > limitBytes || parts.has(sha)) return;
    parts.set(sha, part);
    bytes += part.length;
    for (const [oldest, old] of parts) {
      if (bytes <= limitBytes) return;
      parts.delete(oldest);
      bytes -= old.length;
    }
  }

  async function fetchOnce(sha: Sha256, size: number | null) {
    try {
      const part = await fetchPart(sha, size);
      keep(sha, part);
      return part;
    } finally {
      fetching.delete(sha);
    }
  }

  return {
    get(sha, size) {
      const part = parts.get(sha);
      if (part) {
        parts.delete(sha);
        parts.set(sha, part);
        return Promise.resolve(part);
      }
      let fetched = fetching.get(sha);
      if (!fetched) fetching.set(sha, (fetched = fetchOnce(sha, size)));
      return fetched;
    },
    clear() {
      parts.clear();
      bytes = 0;
    },
  };
}
