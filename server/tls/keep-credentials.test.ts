import { expect, test } from 'vitest';
import { renewAuthority } from './authority/steer-authority.ts';
import { writeFile } from 'node:fs/promises';
import { leafFile } from './authority/authority-files.ts';
import type { Credentials } from './credentials.ts';
import { type Clock, keepCredentials, LOOK_EVERY_MS } from './keep-credentials.ts';
import { makeSampleAuthority } from './testing/sample-directory.ts';

/** Time passes when the test says so; resolves once everything that follows from it is done. */
function makeFakeClock() {
  const looks = new Set<() => void>();
  const clock: Clock = {
    every(ms, look) {
      expect(ms).toBe(LOOK_EVERY_MS);
      looks.add(look);
      return () => looks.delete(look);
    },
  };
  return { clock, looks, tick: () => looks.forEach((look) => look()) };
}

async function keep() {
  const sample = await makeSampleAuthority();
  const { clock, looks, tick } = makeFakeClock();
  const lines: string[] = [];
  const changes: Credentials[] = [];
  const waiting: (() => void)[] = [];
  const looked = { count: 0 };
  const kept = await keepCredentials({
    source: {
      load: (isFirst) =>
        sample.source.load(isFirst).finally(() => {
          looked.count++;
          // after the keeper dealt with it
          setImmediate(() => waiting.splice(0).forEach((done) => done()));
        }),
    },
    clock,
    log: (level, message) => void lines.push(`${level} ${message}`),
    changed: (next) => void changes.push(next),
  });
  const look = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      tick();
    });
  return { sample, kept, changes, lines, look, looks, looked };
}

test('a new address is answered with a leaf that holds for it; without one nothing changes', async () => {
  const { sample, kept, changes, look } = await keep();
  await look();
  expect(changes).toEqual([]);
  sample.names.push('192.168.1.99');
  await look();
  expect(changes).toHaveLength(1);
  expect(kept.current().names).toContain('192.168.1.99');
  expect(kept.current()).toBe(changes[0]);
  await kept.stop();
});

test('what the command line renews is taken up: a leaf, or a whole new root', async () => {
  const { sample, kept, changes, look } = await keep();
  const first = kept.current();
  await renewAuthority(sample.dataDir, { newRoot: false });
  await look();
  expect(changes.at(-1)).toMatchObject({ root: first.root });
  expect(changes.at(-1)?.key).not.toBe(first.key);
  await renewAuthority(sample.dataDir, { newRoot: true });
  await look();
  expect(changes.at(-1)?.root).not.toBe(first.root);
  await look();
  expect(changes).toHaveLength(2);
  await kept.stop();
});

test('what cannot be read later is said once, and the present certificate stays until it is mended', async () => {
  const { sample, kept, changes, lines, look } = await keep();
  const first = kept.current();
  await writeFile(leafFile(sample.dir), 'torn');
  await look();
  await look();
  expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
  expect(lines.join()).toMatch(/leaf\.pem cannot be used/);
  expect(kept.current()).toBe(first);
  await renewAuthority(sample.dataDir, { newRoot: false });
  await look();
  expect(changes).toHaveLength(1);
  await kept.stop();
});

test('looks do not overlap, and none comes after the end', async () => {
  const { kept, looks, looked } = await keep();
  for (const look of looks) for (let n = 0; n < 3; n++) look();
  await kept.stop();
  expect(looked.count).toBe(2);
  expect(looks.size).toBe(0);
});
