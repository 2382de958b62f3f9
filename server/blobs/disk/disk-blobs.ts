// Parts as files, parts/ab/<sha>. A file's modification time says when its part was last written or asked for, to the hour; collecting
// goes by it. Asking and collecting never cross: what is asked for while a collection runs is not removed by it.
import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../disk/write-durably.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Sha256 } from '../../../shared/contract/ids.ts';
import type { BlobStore } from '../blob-store.ts';
import { checkPart, checkRange } from '../part-hash.ts';
import { isPartName, makePartPaths } from './part-paths.ts';

export interface DiskBlobs extends BlobStore {
  /** Removes what unfinished writes left behind before `olderThan` (UTC ms). Call at start; it touches no part. */
  sweep(olderThan: number): Promise<void>;
}

/** How exact "last asked for" is: a part's time is refreshed at most this often. */
export const REFRESH_MS = 3_600_000;
/** Parts asked about at once when collecting. */
const COLLECT_BATCH = 500;

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);
const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';
const isFull = (error: unknown) => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';

/** Starts nothing and makes no folder until the first part comes. `now` is UTC ms. */
export function makeDiskBlobs(dir: string, now: () => number = Date.now): DiskBlobs {
  const paths = makePartPaths(dir);
  /** Parts asked for since each collection under way began. */
  const collections = new Set<Set<Sha256>>();
  const removals = new Map<Sha256, Promise<void>>();

  /** Every question starts here: no collection may remove this part from now on, and one that is removing it goes first. */
  async function ask(sha: Sha256): Promise<string> {
    const file = paths.fileOf(sha);
    for (const asked of collections) asked.add(sha);
    await removals.get(sha);
    return file;
  }

  async function refresh(file: string, mtimeMs: number): Promise<void> {
    const at = now();
    if (at - mtimeMs < REFRESH_MS) return;
    await utimes(file, at / 1000, at / 1000);
  }

  async function sizeOf(sha: Sha256): Promise<number | null> {
    const file = await ask(sha);
    try {
      const { size, mtimeMs } = await stat(file);
      await refresh(file, mtimeMs);
      return size;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async function removeUnasked(sha: Sha256, asked: Set<Sha256>): Promise<boolean> {
    if (asked.has(sha)) return false;
    const removal = rm(paths.fileOf(sha), { force: true });
    removals.set(sha, removal);
    try {
      await removal;
    } finally {
      removals.delete(sha);
    }
    return true;
  }

  return {
    has: async (sha) => (await sizeOf(sha)) !== null,
    size: sizeOf,
    async put(sha, bytes) {
      const file = paths.fileOf(sha);
      await checkPart(sha, bytes);
      if ((await sizeOf(sha)) === bytes.length) return;
      const aside = join(paths.tmp, `${sha}.${randomUUID()}`);
      await writeDurably(aside, file, bytes, now()).catch((error: unknown) => {
        throw isFull(error)
          ? new CoveyError('disk-full', 'no room left for a part', { cause: error })
          : error;
      });
    },
    async read(sha, offset, length) {
      const name = await ask(sha);
      const file = await open(name, 'r').catch((error: unknown) => {
        throw isMissing(error) ? new CoveyError('not-found', `there is no part ${sha}`) : error;
      });
      try {
        const { size, mtimeMs } = await file.stat();
        checkRange(sha, size, offset, length);
        const bytes = new Uint8Array(length);
        for (let at = 0; at < length;) {
          const { bytesRead } = await file.read(bytes, at, length - at, offset + at);
          if (bytesRead === 0) throw new Error(`part ${sha} ended at byte ${offset + at}`);
          at += bytesRead;
        }
        await refresh(name, mtimeMs);
        return bytes;
      } finally {
        await file.close();
      }
    },
    async collect(olderThan, unreferenced) {
      const asked = new Set<Sha256>();
      collections.add(asked);
      try {
        let removed = 0;
        for await (const batch of oldParts(paths.parts, olderThan - REFRESH_MS)) {
          for (const sha of await unreferenced(batch)) if (await removeUnasked(sha, asked)) removed++;
        }
        return removed;
      } finally {
        collections.delete(asked);
      }
    },
    async sweep(olderThan) {
      for (const name of await list(paths.tmp)) {
        const left = join(paths.tmp, name);
        if ((await modifiedAt(left)) < olderThan) await rm(left, { force: true });
      }
    },
  };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** UTC ms; never for a file that is gone meanwhile. */
async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return Infinity;
    throw error;
  }
}

/** Parts last written or refreshed before `before`, a few hundred at a time. */
async function* oldParts(root: string, before: number): AsyncIterable<Sha256[]> {
  let batch: Sha256[] = [];
  for (const folder of await list(root)) {
    for (const name of await list(join(root, folder))) {
      if (!isPartName(name)) continue;
      if ((await modifiedAt(join(root, folder, name))) >= before) continue;
      batch.push(name);
      if (batch.length < COLLECT_BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
