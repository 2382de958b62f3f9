// The outbox on a real disk, its process killed with SIGKILL in the middle of writing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobNumber } from '../../contract/ids.ts';
import type { Outbox } from '../../runtime/ports.ts';
import { openFileOutbox } from './file-outbox.ts';

let dir: string;
const open: Outbox[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'covey-outbox-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((outbox) => outbox.close()));
  await rm(dir, { recursive: true });
});

async function openOutbox(): Promise<Outbox> {
  const outbox = await openFileOutbox(dir);
  open.push(outbox);
  return outbox;
}
async function reopen(outbox: Outbox): Promise<Outbox> {
  await outbox.close();
  return await openOutbox();
}

const batchOf = (seed: number, length = 100) => ({
  job: (seed % 7) as JobNumber,
  generation: seed,
  batch: new Uint8Array(length).map((_, i) => seed + i),
});
const file = () => join(dir, 'outbox');

describe('[P13] batches are kept until removed', () => {
  test('over a restart, in the order they were added, with new ids after the old', async () => {
    let outbox = await openOutbox();
    const ids = await Promise.all([1, 2, 3].map((seed) => outbox.add(batchOf(seed))));
    await outbox.remove([ids[1]!]);
    outbox = await reopen(outbox);
    expect(await outbox.load()).toEqual([
      { id: ids[0], ...batchOf(1) },
      { id: ids[2], ...batchOf(3) },
    ]);
    expect(await outbox.add(batchOf(4))).toBeGreaterThan(ids[2]!);
  });

  test('a torn tail is cut off, wherever it is torn, and what is added afterwards is kept', async () => {
    let outbox = await openOutbox();
    await outbox.add(batchOf(1));
    const whole = (await stat(file())).size;
    await outbox.add(batchOf(2));
    await outbox.close();
    const bytes = await readFile(file());
    for (let cut = whole; cut < bytes.length; cut += 13) {
      await writeFile(file(), bytes);
      await truncate(file(), cut);
      outbox = await openOutbox();
      expect((await outbox.load()).map(({ generation }) => generation)).toEqual([1]);
      await outbox.add(batchOf(9));
      outbox = await reopen(outbox);
      expect((await outbox.load()).map(({ generation }) => generation)).toEqual([1, 9]);
      await outbox.close();
    }
  });

  test('a record whose bytes changed ends the file, and nothing before it is lost', async () => {
    const outbox = await openOutbox();
    for (const seed of [1, 2, 3]) await outbox.add(batchOf(seed));
    await outbox.close();
    const bytes = await readFile(file());
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(file(), bytes);
    expect((await (await openOutbox()).load()).map(({ generation }) => generation)).toEqual([1, 2]);
  });

  test('what was removed does not fill the disk, and what was not removed is still there', async () => {
    let outbox = await openOutbox();
    const kept = await outbox.add(batchOf(1));
    for (let seed = 2; seed < 200; seed++) await outbox.remove([await outbox.add(batchOf(seed, 30_000))]);
    expect((await stat(file())).size).toBeLessThan(2.5 * 1024 * 1024);
    outbox = await reopen(outbox);
    expect((await outbox.load()).map(({ id }) => id)).toEqual([kept]);
    await outbox.remove([kept]);
    for (let seed = 2; seed < 60; seed++) await outbox.remove([await outbox.add(batchOf(seed, 30_000))]);
    expect((await stat(file())).size).toBeLessThan(1.2 * 1024 * 1024);
  });
});

describe('one process at a time', () => {
  test('a second one is refused while the first has it open, also in the same process', async () => {
    const outbox = await openOutbox();
    await expect(openFileOutbox(dir)).rejects.toMatchObject({ code: 'wrong-state' });
    await outbox.close();
    await openOutbox();
  });

  test('a file of another version is neither read nor overwritten', async () => {
    await writeFile(file(), Buffer.from('COVEYOUT\x63\0\0\0later'));
    await expect(openFileOutbox(dir)).rejects.toMatchObject({ code: 'wrong-state' });
    expect((await readFile(file())).toString()).toContain('later');
  });

  test('a lock of a process that is gone is taken over', async () => {
    await appendFile(join(dir, 'outbox.lock'), '999999999 123');
    expect(await (await openOutbox()).load()).toEqual([]);
  });
});

/** Adds and removes as fast as it can, and says each one that was kept for certain. */
const writer = `
  import { openFileOutbox } from ${JSON.stringify(new URL('./file-outbox.ts', import.meta.url).href)};
  const outbox = await openFileOutbox(process.argv[1]);
  const before = await outbox.load();
  await outbox.remove(before.map(({ id }) => id));
  process.stdout.write('ready\\n');
  for (let i = 0; ; i++) {
    const ids = await Promise.all(Array.from({ length: 8 }, (_, k) => outbox.add({ job: 1, generation: i, batch: new Uint8Array(500 + 40 * k).fill(i) })));
    process.stdout.write(ids.join(' ') + '\\n');
    if (i % 3 === 0) {
      process.stdout.write('-' + ids.slice(0, 4).join(' ') + '\\n');
      await outbox.remove(ids.slice(0, 4));
    }
  }
`;

test(
  '[P13] killed with SIGKILL in the middle of writing, ten times: nothing that was kept is lost or changed',
  { timeout: 60_000 },
  async () => {
    for (let round = 0; round < 10; round++) {
      const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', writer, dir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const kept = new Set<number>();
      let lines = 0;
      for await (const line of createInterface(child.stdout!)) {
        if (line.startsWith('-')) for (const id of line.slice(1).split(' ')) kept.delete(Number(id));
        else if (line !== 'ready') for (const id of line.split(' ')) kept.add(Number(id));
        if (++lines === 20 + round * 17) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const outbox = await openOutbox();
      const found = new Map((await outbox.load()).map((batch) => [batch.id, batch]));
      expect([...kept].filter((id) => !found.has(id))).toEqual([]);
      for (const { generation, batch } of found.values())
        expect(batch.every((byte) => byte === (generation & 255))).toBe(true);
      await outbox.close();
    }
  },
);
