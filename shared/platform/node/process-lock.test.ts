// Locks between processes: one holder at a time, also when many come in the same instant or all find the same dead holder.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLock } from './process-lock.ts';

const CONTENDERS = 8;
const lock = fileURLToPath(new URL('./process-lock.ts', import.meta.url));
const children: ChildProcess[] = [];
const state = { dir: '' };

beforeEach(async () => {
  state.dir = await mkdtemp(join(tmpdir(), 'covey-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(state.dir, { recursive: true, force: true });
});

/** Processes that are ready and take the lock when told, and what became of each. */
async function contend(path: string): Promise<string[]> {
  const program = join(state.dir, 'contender.mjs');
  await writeFile(
    program,
    `import { takeLock } from ${JSON.stringify(lock)};
     process.on('message', () => takeLock(${JSON.stringify(path)}, 'it').then(() => process.send('taken'), (error) => process.send(error.code)));
     process.send('ready');`,
  );
  const contenders = Array.from({ length: CONTENDERS }, () => fork(program));
  children.push(...contenders);
  await Promise.all(contenders.map((child) => once(child, 'message')));
  const answers = contenders.map(async (child) => ((await once(child, 'message')) as [string])[0]);
  for (const child of contenders) child.send('go');
  return Promise.all(answers);
}

const one = ['taken', ...Array.from({ length: CONTENDERS - 1 }, () => 'wrong-state')];

describe('a lock between processes', () => {
  test('of many that come in the same instant exactly one has it', async () => {
    expect((await contend(join(state.dir, 'in-use'))).sort()).toEqual([...one].sort());
  });

  test.each(['4194303 1', '', 'no process'])(
    'left behind as %j it is taken over by exactly one of many',
    async (left) => {
      const path = join(state.dir, 'in-use');
      await writeFile(`${path}.7`, left);
      expect((await contend(path)).sort()).toEqual([...one].sort());
    },
  );

  test('given back it is free, however often, and one file without a name in it is left', async () => {
    const path = join(state.dir, 'in-use');
    const release = await takeLock(path, 'it');
    await expect(takeLock(path, 'it')).rejects.toMatchObject({ code: 'wrong-state' });
    await release();
    await (
      await takeLock(path, 'it')
    )();
    expect(await readdir(state.dir)).toEqual(['in-use.2']);
    expect(await readFile(`${path}.2`, 'utf8')).toBe('');
  });
});
