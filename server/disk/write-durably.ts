// Puts a file in place whole or not at all, for this user's eyes only, and on the disk when it says so: write aside, sync, rename, sync the folder.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * `aside` must not exist, and be on the same file system as `target`; `modifiedAt` is UTC ms, now if left out. What cannot be written leaves nothing behind,
 * and what was there before stays.
 */
export async function writeDurably(
  aside: string,
  target: string,
  content: Uint8Array | string,
  modifiedAt?: number,
): Promise<void> {
  try {
    await makeFolder(dirname(aside));
    await makeFolder(dirname(target));
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(content);
      if (modifiedAt !== undefined) await file.utimes(modifiedAt / 1000, modifiedAt / 1000);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** A folder that is new is only there for good once its parent is synced. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || join(made) === join(first)) return;
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals its names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
