// For tests: an empty directory that goes with the test.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function makeDirectory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
