import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceFile } from './replace-file.ts';
import { writeDurably } from './write-durably.ts';

const state = { dir: '' };
const at = (...names: string[]) => join(state.dir, ...names);
/** Nobody else on this computer may look into it; Windows has no such bits. */
const isPrivate = async (path: string) =>
  process.platform === 'win32' || ((await stat(path)).mode & 0o077) === 0;

beforeEach(async () => {
  state.dir = await mkdtemp(join(tmpdir(), 'covey-disk-'));
});
afterEach(() => rm(state.dir, { recursive: true }));

describe('a file that is written durably', () => {
  test('is whole, of the time it was given, and for this user alone, as are the folders made for it', async () => {
    await writeDurably(at('tmp', 'a'), at('x', 'y', 'b'), new Uint8Array([1, 2, 3]), 86_400_000);
    expect([...(await readFile(at('x', 'y', 'b')))]).toEqual([1, 2, 3]);
    expect((await stat(at('x', 'y', 'b'))).mtimeMs).toBe(86_400_000);
    expect(await readdir(at('tmp'))).toEqual([]);
    expect(await isPrivate(at('x', 'y', 'b'))).toBe(true);
    expect(await isPrivate(at('x'))).toBe(true);
  });

  test('that cannot be put in place leaves nothing behind', async () => {
    await mkdir(at('target', 'full'), { recursive: true });
    await expect(writeDurably(at('aside'), at('target'), 'x')).rejects.toThrow(
      /EISDIR|ENOTEMPTY|EEXIST|EPERM/,
    );
    expect(await readdir(state.dir)).toEqual(['target']);
    expect(await readdir(at('target'))).toEqual(['full']);
  });
});

describe('a file that is replaced', () => {
  test('has its new content and nothing beside it, whatever a killed process left', async () => {
    await replaceFile(at('tls', 'ca.pem'), 'old and longer');
    await writeFile(at('tls', `.ca.pem.${process.pid}`), 'half');
    await replaceFile(at('tls', 'ca.pem'), 'new');
    expect(await readFile(at('tls', 'ca.pem'), 'utf8')).toBe('new');
    expect(await readdir(at('tls'))).toEqual(['ca.pem']);
    expect(await isPrivate(at('tls', 'ca.pem'))).toBe(true);
  });

  test('a file that was open to others is not, once it is replaced', async () => {
    await writeFile(at('key'), 'old', { mode: 0o644 });
    await replaceFile(at('key'), 'new');
    expect(await isPrivate(at('key'))).toBe(true);
  });
});
