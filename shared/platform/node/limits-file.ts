// Keeps the limits of a computer's person in its device's directory, so that they hold whenever it contributes again.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CoveyError } from '../../contract/errors.ts';
import { type Policy, readPolicy } from '../../governor/policy.ts';

const VERSION = 2;
const FILE = 'limits.json';

/** What was set there; nothing before the first time. @throws CoveyError when the file cannot be read: limits are never dropped in silence. */
export async function loadLimits(dataDir: string): Promise<Partial<Policy>> {
  const path = join(dataDir, FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const limits = readPolicy(parse(text));
  if (limits) return limits;
  throw new CoveyError('bad-request', `the limits in ${path} cannot be read`, {
    hint: 'Mend the file, or set them anew with --default-limits and the limits that you want.',
  });
}

/** Whole or not at all, whatever happens meanwhile. */
export async function saveLimits(dataDir: string, limits: Partial<Policy>): Promise<void> {
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify({ version: VERSION, ...limits }, null, 2)}\n`, {
    mode: 0o600,
  });
  await rename(`${path}.new`, path);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
