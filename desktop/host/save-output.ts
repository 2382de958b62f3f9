// Writes one output file: beside its place under a temporary name, to disk, then renamed, so that a file of that name is always whole.
// An older file of that name is replaced; a folder, an input of the job, and anything outside of the directory never is.
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Problem } from './problem.ts';

/** @returns the absolute path. @throws Problem naming the path, or what `bytes` throws; then nothing is left behind. */
export async function saveOutput(
  directory: string,
  relativePath: string,
  bytes: AsyncIterable<Uint8Array>,
  options: { inputs: ReadonlySet<string>; onBytes?: (bytes: number) => void },
): Promise<string> {
  const target = await placeFor(directory, relativePath, options.inputs);
  const temporary = join(dirname(target), `.covey-${randomBytes(6).toString('hex')}`);
  const file = await open(temporary, 'wx');
  try {
    for await (const piece of bytes) {
      for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten;
      options.onBytes?.(piece.length);
    }
    await file.sync();
    await file.close();
    await rename(temporary, target);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  return target;
}

/** Makes the folders it needs and refuses what must not be replaced. `inputs` are real paths. */
export async function placeFor(
  directory: string,
  relativePath: string,
  inputs: ReadonlySet<string>,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const root = await realpath(directory);
  const folder = join(root, dirname(relativePath));
  await makeFolders(root, folder);
  const target = join(folder, basename(relativePath));
  if (inputs.has(target)) throw refusal(target, 'it is a file of the input');
  const there = await lstat(target).catch(() => null);
  if (there?.isDirectory()) throw refusal(target, 'a folder has that name');
  return target;
}

/** One level at a time: a link on the way may lead out of the directory, and then nothing is made there. */
async function makeFolders(root: string, folder: string): Promise<void> {
  let path = root;
  for (const part of folder.slice(root.length).split(sep).filter(Boolean)) {
    path = join(path, part);
    await mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    const real = await realpath(path);
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep))
      throw refusal(path, 'a link there leads out of the directory');
    if (!(await lstat(real)).isDirectory())
      throw refusal(path, 'a file has the name of a folder that is needed');
  }
}

const refusal = (path: string, why: string) =>
  new Problem(
    'output-refused',
    `${JSON.stringify(path)} is not written: ${why}`,
    'Choose another directory with --out.',
  );
