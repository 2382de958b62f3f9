// A small JSON file that is there whole after any crash: each change is written beside it, put on disk and renamed over it. What cannot be read is
// set aside under another name and said, never overwritten in silence.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as z from 'zod/mini';

export interface StateFile<T> {
  readonly value: T;
  /** Shown at once; resolves when it is on disk. Changes that come together are written together. */
  change(change: Partial<T>): Promise<void>;
  /** What was changed until now is on disk. */
  written(): Promise<void>;
}

/** `onTrouble` hears why a file was set aside or could not be written. A file that is not there is `first`. */
export async function openStateFile<T extends object>(
  path: string,
  schema: z.ZodMiniType<T>,
  first: T,
  onTrouble: (text: string) => void,
): Promise<StateFile<T>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  let value = await load(path, schema, first, onTrouble);
  let writing: Promise<void> = Promise.resolve();
  let isWaiting = false;

  async function write(): Promise<void> {
    isWaiting = false;
    try {
      await replace(path, `${JSON.stringify(value, null, 2)}\n`);
    } catch (error) {
      onTrouble(`${path} could not be written: ${(error as Error).message}`);
    }
  }

  return {
    get value() {
      return value;
    },
    change(change) {
      value = { ...value, ...change };
      if (!isWaiting) {
        isWaiting = true;
        writing = writing.then(write);
      }
      return writing;
    },
    written: () => writing,
  };
}

async function load<T extends object>(
  path: string,
  schema: z.ZodMiniType<T>,
  first: T,
  onTrouble: (text: string) => void,
): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return first;
    throw error;
  }
  const raw: unknown = parseJson(text);
  // what an older program did not know yet is as at first
  const read = schema.safeParse(isObject(raw) ? { ...first, ...raw } : raw);
  if (read.success) return read.data;
  await rename(path, `${path}.unreadable`);
  onTrouble(
    `${path} could not be read and was set aside as ${path}.unreadable; its settings are as at first`,
  );
  return first;
}

const isObject = (raw: unknown): raw is object =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // torn or not ours
  }
}

async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  await rm(beside, { force: true });
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}
