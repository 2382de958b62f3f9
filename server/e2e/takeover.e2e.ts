// One data directory, two coordinators: the second is refused while the first lives, takes over when it is silent for too long, and the first, once
// it wakes, accepts nothing any more and says so.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { Where } from './coordinator-process.ts';

const TERM_MS = 1_500;
const running: ChildProcess[] = [];
const dirs: string[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true, force: true });
});

function start(dataDir: string): ChildProcess {
  const child = fork(
    fileURLToPath(new URL('./coordinator-process.ts', import.meta.url)),
    [JSON.stringify({ dataDir, port: 0, termMs: TERM_MS })],
    { silent: true },
  );
  running.push(child);
  return child;
}

const where = async (child: ChildProcess) => ((await once(child, 'message')) as [Where])[0];

async function newDataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-takeover-'));
  dirs.push(dir);
  return dir;
}

/** Tries until well after the deadline of whoever is there. */
async function takeOver(dataDir: string): Promise<Where | null> {
  const until = performance.now() + 3 * TERM_MS;
  while (performance.now() < until) {
    const second = start(dataDir);
    const found = await Promise.race([where(second), once(second, 'exit').then(() => null)]);
    if (found) return found;
  }
  return null;
}

test('a second coordinator on a live data directory is refused and names who is there', async () => {
  const dataDir = await newDataDir();
  await where(start(dataDir));
  const second = start(dataDir);
  let said = '';
  second.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).not.toBe(0);
  expect(said).toMatch(/in use by .*pid \d+/);
});

test('a frozen coordinator is taken over after its deadline, and is fenced when it wakes', async () => {
  const dataDir = await newDataDir();
  const first = start(dataDir);
  const a = await where(first);
  const headers = {
    authorization: `Bearer ${(await readFile(a.ownerTokenFile, 'utf8')).trim()}`,
    'content-type': 'application/json',
  };
  const submit = (url: string) =>
    fetch(`${url}/api/jobs`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ kernel: 'probe', input: { kind: 'range', count: 10 } }),
      signal: AbortSignal.timeout(10_000),
    });
  expect((await submit(a.url)).status).toBe(200);
  // frozen in the middle of a write it holds the database's lock and nobody can take over [S62]: then it is frozen anew
  let b: Where | null = null;
  for (let tries = 0; b === null && tries < 6; tries++) {
    first.kill('SIGSTOP');
    b = await takeOver(dataDir);
    if (!b) first.kill('SIGCONT');
  }
  if (!b) throw new Error('the data directory was never given up');

  const fenced = once(first, 'message') as Promise<[{ fenced?: boolean }]>;
  first.kill('SIGCONT');
  expect((await fenced)[0]).toEqual({ fenced: true });
  expect(await (await fetch(`${a.url}/api/health`)).json()).toMatchObject({ ok: false, fenced: true });
  expect(await (await submit(a.url)).json()).toMatchObject({ code: 'fenced' });

  expect((await submit(b.url)).status).toBe(200);
  const jobs = (await (await fetch(`${b.url}/api/jobs`, { headers })).json()) as unknown[];
  expect(jobs).toHaveLength(2);
});

test('after kill -9 the same command is back at once, without waiting for a deadline', async () => {
  const dataDir = await newDataDir();
  const first = start(dataDir);
  await where(first);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const started = performance.now();
  await where(start(dataDir));
  expect(performance.now() - started).toBeLessThan(10_000);
});
