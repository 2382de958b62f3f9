// For tests: a data directory of their own, gone when they end, and a local authority in it for made-up names, on a clock that is turned by hand.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tlsDir } from '../authority/authority-files.ts';
import { localAuthority } from '../authority/local-authority.ts';

export const DAY_MS = 86_400_000;

export async function makeDataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-tls-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export interface SampleAuthority {
  dataDir: string;
  dir: string;
  /** Changed by the test. */
  names: string[];
  /** UTC ms; changed by the test. */
  now: number;
  lines: string[];
  source: ReturnType<typeof localAuthority>;
}

export async function makeSampleAuthority(
  names = ['localhost', '127.0.0.1', '::1', 'sample.local', '192.168.77.1'],
): Promise<SampleAuthority> {
  const dataDir = await makeDataDir();
  const lines: string[] = [];
  const sample: SampleAuthority = {
    dataDir,
    dir: tlsDir(dataDir),
    names,
    now: Date.now(),
    lines,
    source: localAuthority({
      dir: tlsDir(dataDir),
      host: 'sample',
      names: () => sample.names,
      now: () => sample.now,
      log: (level, message, facts) => void lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`),
    }),
  };
  return sample;
}
