// A JSON array as the input of a job: one element a line.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Source } from '../../shared/client/source.ts';
import { CoveyError } from '../../shared/contract/errors.ts';

/** @throws CoveyError `bad-input` or `no-input` naming the file. */
export async function listSource(path: string): Promise<Source> {
  const name = JSON.stringify(basename(path));
  let list: unknown;
  try {
    list = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CoveyError('bad-input', `the list ${name} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (!Array.isArray(list))
    throw new CoveyError('bad-input', `the list ${name} is no JSON array`, {
      hint: 'Put the items in [ and ].',
    });
  if (list.length === 0) throw new CoveyError('no-input', `the list ${name} is empty`);
  const bytes = new TextEncoder().encode(list.map((item) => `${JSON.stringify(item)}\n`).join(''));
  return {
    name: `${basename(path)}l`,
    size: bytes.length,
    slice: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
