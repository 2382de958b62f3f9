// Whole processes, killed with kill -9 at any moment and stopped while somebody else takes over: nothing that was acknowledged is
// lost, nothing is counted twice, no tick is there in part. Engines that break the promise fail the very same tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { indexes, job, numbers, range } from '../contract/samples.ts';
import { openSqliteStore } from '../sqlite/sqlite-store.ts';
import { countRecords } from '../sqlite/testing/count-records.ts';
import {
  CHUNKS,
  countBits,
  type EngineName,
  takeAndGoOn,
  TERM_MS,
  TICK_CHUNKS,
} from './committing-process.ts';

const KILLS = Number(process.env['COVEY_KILLS'] ?? 10);
const program = join(import.meta.dirname, 'committing-process.ts');

let dir: string;
let children: ChildProcess[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'covey-crash-'));
  children = [];
});
afterEach(async () => {
  for (const child of children.filter((it) => it.exitCode === null && it.signalCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  await rm(dir, { recursive: true, force: true });
});

function start(engine: EngineName, pace: 'loop' | 'paced') {
  const child = spawn(process.execPath, [program, dir, engine, pace], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string | null> => {
    const { value, done } = await lines.next();
    return done ? null : (value as string);
  };
  return { child, next };
}

/** Opens what is left, and fails unless it is whole: every acknowledged chunk there, each once, every tick complete. */
async function expectWhole(acknowledged: number, force = true): Promise<number> {
  const store = openSqliteStore(dir);
  try {
    const opened = await store.open({ holder: 'the test', now: Date.now(), termMs: TERM_MS, force });
    if (opened.kind !== 'opened') throw new Error('busy');
    const recorded = countBits(opened.restored.spans);
    expect(recorded).toBeGreaterThanOrEqual(acknowledged);
    expect(recorded % TICK_CHUNKS, 'ticks are complete').toBe(0);
    expect(countRecords(dir), 'each recorded chunk has one record').toBe(recorded);
    const shared = opened.restored.shares.reduce((chunks, share) => chunks + share.chunks, 0);
    expect(shared, 'shares count each recorded chunk').toBe(recorded);
    const { records } = await store.readResults(job(1), range(0, CHUNKS), 1e9);
    expect(indexes(records)).toEqual(numbers(0, recorded));
    return recorded;
  } finally {
    await store.close();
  }
}

/** Kills the owner after a few acknowledged ticks, wherever it then is, again and again. */
async function killAgainAndAgain(engine: EngineName, kills: number): Promise<number> {
  let acknowledged = 0;
  for (let i = 0; i < kills; i++) {
    const { child, next } = start(engine, 'loop');
    expect(await next()).toBe('open');
    const ended = once(child, 'close');
    let line: string | null = '';
    for (let left = 1 + Math.floor(Math.random() * 20); left > 0; left--) line = await next();
    // Not waiting for anything: without it every kill would fall on the moment just after an acknowledgement.
    await setTimeout(Math.random() * 10);
    child.kill('SIGKILL');
    for (; line !== null; line = await next()) acknowledged = Number(line.split(' ')[1]);
    await ended;
    acknowledged = await expectWhole(acknowledged);
  }
  return acknowledged;
}

/**
 * Stops the owner, lets another take over after the deadline and do the same chunks, and lets the first go on.
 * @returns what it says to its next commit.
 */
async function stopTakeOverAndGoOn(engine: EngineName): Promise<string | null> {
  const a = start(engine, 'paced');
  expect(await a.next()).toBe('open');
  a.child.stdin?.write('commit\n');
  expect(await a.next()).toBe(`committed ${TICK_CHUNKS}`);
  a.child.kill('SIGSTOP');

  const b = openSqliteStore(dir);
  try {
    expect(await takeAndGoOn(b, 2, Date.now, false), 'the deadline has not passed').toBeNull();
    const commitNext = await takeAndGoOn(b, 2, () => Date.now() + TERM_MS + 1, false);
    if (!commitNext) throw new Error('the deadline has passed, and still it is busy');
    expect(await commitNext()).toBe(2 * TICK_CHUNKS);

    a.child.kill('SIGCONT');
    a.child.stdin?.end('commit\n');
    const said = await a.next();
    await b.close();
    await expectWhole(2 * TICK_CHUNKS);
    expect(await a.next()).toBeNull();
    return said;
  } finally {
    await b.close();
  }
}

describe('a store whose process dies', () => {
  const patience = 60_000 + KILLS * 5_000;
  test(
    `[S70] loses nothing that was acknowledged and counts nothing twice, over ${KILLS} × kill -9`,
    { timeout: patience },
    async () => {
      expect(await killAgainAndAgain('sqlite', KILLS)).toBeGreaterThanOrEqual(KILLS * TICK_CHUNKS);
    },
  );

  test('[S71] is taken over after its deadline when its process is stopped, and is fenced when that goes on', async () => {
    expect(await stopTakeOverAndGoOn('sqlite')).toBe('fenced');
  });

  test('[S70] an engine without transactions is caught by the same kills', async () => {
    await expect(killAgainAndAgain('without-transaction', 40)).rejects.toThrow(
      /ticks are complete|has one record|shares count/,
    );
  });

  test('[S71] an engine without a fence is caught by the same stop', async () => {
    await expect(stopTakeOverAndGoOn('without-fence')).rejects.toThrow('each recorded chunk has one record');
  });
});
