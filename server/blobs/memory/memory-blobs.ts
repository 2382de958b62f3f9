// Parts in memory, for tests and simulations; the same answers as on disk.
import { CoveyError } from '../../../shared/contract/errors.ts';
import { Sha256 } from '../../../shared/contract/ids.ts';
import type { BlobStore } from '../blob-store.ts';
import { checkPart, checkRange } from '../part-hash.ts';

interface HeldPart {
  bytes: Uint8Array;
  askedAt: number;
}

/** `now` is UTC ms; `maxBytes` is the room there is. */
export function makeMemoryBlobs(now: () => number = Date.now, maxBytes = Infinity): BlobStore {
  const held = new Map<Sha256, HeldPart>();
  let used = 0;

  function ask(sha: Sha256): HeldPart | undefined {
    if (!Sha256.safeParse(sha).success)
      throw new CoveyError('bad-request', 'a part is named by its SHA-256, 64 lower-case hex digits');
    const part = held.get(sha);
    if (part) part.askedAt = now();
    return part;
  }

  return {
    has: async (sha) => ask(sha) !== undefined,
    size: async (sha) => ask(sha)?.bytes.length ?? null,
    async put(sha, bytes) {
      ask(sha);
      await checkPart(sha, bytes);
      if (ask(sha)) return;
      if (used + bytes.length > maxBytes) throw new CoveyError('disk-full', 'no room left for a part');
      used += bytes.length;
      held.set(sha, { bytes: new Uint8Array(bytes), askedAt: now() });
    },
    async read(sha, offset, length) {
      const part = ask(sha);
      if (!part) throw new CoveyError('not-found', `there is no part ${sha}`);
      checkRange(sha, part.bytes.length, offset, length);
      return part.bytes.slice(offset, offset + length);
    },
    async collect(olderThan, unreferenced) {
      const old = [...held].filter(([, part]) => part.askedAt < olderThan).map(([sha]) => sha);
      let removed = 0;
      for (const sha of await unreferenced(old)) {
        const part = held.get(sha);
        if (!part || part.askedAt >= olderThan) continue; // asked for meanwhile
        held.delete(sha);
        used -= part.bytes.length;
        removed++;
      }
      return removed;
    },
  };
}
