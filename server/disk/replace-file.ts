// Gives a small file that only one process writes another content, durably.
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeDurably } from './write-durably.ts';

export async function replaceFile(file: string, text: string): Promise<void> {
  const aside = join(dirname(file), `.${basename(file)}.${process.pid}`);
  // left by a process of the same number that was killed
  await rm(aside, { force: true });
  await writeDurably(aside, file, text);
}
