// Gives each device process a directory of its own, in which its identity and its outbox live. Two that run at the same time never share
// one; one that comes back under the same name gets the one it had, and with it its identity.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CoveyError } from '../../shared/contract/errors.ts';
import { takeLock } from '../../shared/platform/node/process-lock.ts';

export interface DeviceDirectory {
  path: string;
  release(): Promise<void>;
}

/** Takes `base/<name>`, or `base/<name>-2`, … when that is in use by a living process. */
export async function takeDeviceDirectory(base: string, name: string | undefined): Promise<DeviceDirectory> {
  const stem = directoryName(name);
  for (let number = 1; ; number++) {
    const path = join(base, number === 1 ? stem : `${stem}-${number}`);
    const release = await lock(path);
    if (release) return { path, release };
  }
}

/** Takes the first directory in `base`, by name, that is free and that `isKnown` says yes to; null when there is none. */
export async function takeKnownDirectory(
  base: string,
  isKnown: (path: string) => Promise<boolean>,
): Promise<DeviceDirectory | null> {
  const names = await readdir(base).catch(() => []);
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const path = join(base, name);
    const release = (await isKnown(path)) ? await lock(path) : null;
    if (release) return { path, release };
  }
  return null;
}

/** Letters, digits and dashes; different names that look alike there are told apart by their code points. */
export function directoryName(name: string | undefined): string {
  if (name === undefined || name.trim() === '') return 'device';
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  if (plain === name) return `device-${plain}`;
  return `device-${plain}-${Buffer.from(name).toString('hex').slice(0, 16)}${name.length}`;
}

/** null: a living process holds it. */
async function lock(directory: string): Promise<(() => Promise<void>) | null> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    return await takeLock(join(directory, 'in-use'), 'this device’s identity');
  } catch (error) {
    if (error instanceof CoveyError && error.code === 'wrong-state') return null;
    throw error;
  }
}
