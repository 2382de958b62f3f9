// A coordinator in a data directory of its own, with whatever options a test is about, and a device that joins it by a link.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JoinResponse } from '../../shared/contract/http-api.ts';
import type { CoordinatorOptions } from '../config.ts';
import { type RunningCoordinator, startCoordinator } from '../main.ts';
import { capabilities, kernelsDir, makeKey, type TestIdentity } from './test-coordinator.ts';

export interface FreshCoordinator {
  running: RunningCoordinator;
  dataDir: string;
  lines: string[];
  /** Removes its data too. */
  stop(): Promise<void>;
}

export async function startFresh(options: Partial<CoordinatorOptions> = {}): Promise<FreshCoordinator> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-fresh-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  const lines: string[] = [];
  try {
    const running = await startCoordinator({
      port: 0,
      host: '127.0.0.1',
      dataDir,
      kernelsDir: await kernelsDir(),
      appDir: null,
      version: 'test',
      log: (level, message, facts) => void lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`),
      ...options,
    });
    return {
      running,
      dataDir,
      lines,
      async stop() {
        await running.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

export async function joinAt(url: string, token: string, name = 'test'): Promise<TestIdentity> {
  const { publicKey, sign } = makeKey();
  const answer = await fetch(`${url}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, publicKey, algorithm: 'ed25519', name, capabilities }),
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  return { ...JoinResponse.parse(await answer.json()), sign };
}
