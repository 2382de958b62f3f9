// The data directory: who lives in it (`coordinator.json`: url and pid, health-checked before it is believed) and where things are.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Resident {
  url: string;
  pid: number;
  startedAt: number;
}

export const residentFile = (dataDir: string) => join(dataDir, 'coordinator.json');
export const blobsDir = (dataDir: string) => join(dataDir, 'blobs');

export const prepareDataDirectory = (dataDir: string) => mkdir(dataDir, { recursive: true, mode: 0o700 });

export async function readResident(dataDir: string): Promise<Resident | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(residentFile(dataDir), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { url, pid, startedAt } = parsed as Record<string, unknown>;
    return typeof url === 'string' && typeof pid === 'number'
      ? { url, pid, startedAt: Number(startedAt) }
      : null;
  } catch {
    return null; // none, or torn by a crash: the store's fence decides, this file is only a hint
  }
}

/** True when no process has this pid, so that nobody need wait for its deadline. */
export function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

export async function writeResident(dataDir: string, resident: Resident): Promise<void> {
  const temporary = `${residentFile(dataDir)}.${resident.pid}`;
  await writeFile(temporary, `${JSON.stringify(resident)}\n`, { mode: 0o600 });
  await rename(temporary, residentFile(dataDir));
}

/** Removes the entry if it is still ours. */
export async function leaveDataDirectory(dataDir: string, pid: number): Promise<void> {
  if ((await readResident(dataDir))?.pid === pid) await rm(residentFile(dataDir), { force: true });
}
