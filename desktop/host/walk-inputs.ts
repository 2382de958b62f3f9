// Turns the paths a person typed into a list of files: folders are walked to the end, names stay as typed (so that a checksum list
// works where the person stood), and the order depends on nothing but the names. What is no file is reported, never read.
import { isUtf8 } from 'node:buffer';
import { constants, type Dirent, type Stats } from 'node:fs';
import { access, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { MAX_FILES } from '../../shared/contract/job.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { Problem } from './problem.ts';

export interface InputPath {
  /** As typed, with `/` between its parts. */
  name: string;
  path: string;
  size: number;
}

export interface WalkedInputs {
  files: InputPath[];
  /** What was left out, and why. */
  skipped: { name: string; reason: string }[];
}

/** `leaveOut` is an absolute path below which nothing is taken (where the output goes), unless it was typed itself. */
export async function walkInputs(
  typed: readonly string[],
  standing: string,
  leaveOut?: string,
): Promise<WalkedInputs> {
  const found: WalkedInputs = { files: [], skipped: [] };
  const names = new Set<string>();
  for (const name of typed) {
    const path = resolve(standing, name);
    const facts = await stat(path).catch((error: unknown) => {
      throw unreadable(name, error);
    });
    const walked: WalkedInputs = { files: [], skipped: [] };
    if (facts.isDirectory())
      await walkFolder({ name: withoutSlash(name), path, root: await realpath(path), leaveOut }, walked);
    else await takeFile(name, path, facts, walked);
    walked.files.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const file of walked.files) if (!names.has(file.name)) found.files.push(file);
    for (const file of walked.files) names.add(file.name);
    found.skipped.push(...walked.skipped);
    if (found.files.length > MAX_FILES)
      throw new CoveyError(
        'too-large',
        `these are ${found.files.length} files; a job has at most ${MAX_FILES}`,
      );
  }
  return found;
}

interface Folder {
  name: string;
  path: string;
  /** Real path of the folder that was typed. */
  root: string;
  leaveOut: string | undefined;
}

/** How many files are looked at side by side. */
const AT_ONCE = 32;

async function walkFolder(folder: Folder, into: WalkedInputs): Promise<void> {
  const entries = await readFolder(folder);
  for (let first = 0; first < entries.length; first += AT_ONCE)
    await Promise.all(entries.slice(first, first + AT_ONCE).map((entry) => takeEntry(folder, entry, into)));
  for (const entry of entries) {
    const below = {
      ...folder,
      name: `${folder.name}/${entry.name}`,
      path: `${folder.path}${sep}${entry.name}`,
    };
    if (!entry.isDirectory()) continue;
    if (below.path === folder.leaveOut)
      into.skipped.push({ name: below.name, reason: 'the output goes there' });
    else await walkFolder(below, into);
  }
}

/** Names are read as bytes: one that is not UTF-8 could not be told apart from another afterwards. */
async function readFolder({ name, path }: Folder): Promise<Dirent[]> {
  const raw = await readdir(path, { encoding: 'buffer', withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  const bad = raw.find((entry) => !isUtf8(entry.name));
  if (bad)
    throw new Problem(
      'source-unreadable',
      `${name} holds a file whose name is not UTF-8: ${JSON.stringify(bad.name.toString('latin1'))}`,
      'Rename the file or leave it out, then submit again.',
    );
  return readdir(path, { withFileTypes: true });
}

async function takeEntry(folder: Folder, entry: Dirent, into: WalkedInputs): Promise<void> {
  if (entry.isDirectory()) return;
  const name = `${folder.name}/${entry.name}`;
  const path = `${folder.path}${sep}${entry.name}`;
  if (entry.isFile())
    return takeFile(
      name,
      path,
      await lstat(path).catch((error: unknown) => Promise.reject(unreadable(name, error))),
      into,
    );
  if (!entry.isSymbolicLink()) return void into.skipped.push({ name, reason: specialReason(entry) });
  const target = await realpath(path).catch(() => null);
  if (target === null) return void into.skipped.push({ name, reason: 'a link to nothing' });
  if (target !== folder.root && !target.startsWith(folder.root + sep))
    return void into.skipped.push({ name, reason: 'a link that leads out of the folder' });
  const facts = await stat(target);
  if (facts.isDirectory()) into.skipped.push({ name, reason: 'a link to a folder that is taken anyway' });
  else await takeFile(name, path, facts, into);
}

async function takeFile(name: string, path: string, facts: Stats, into: WalkedInputs): Promise<void> {
  if (!facts.isFile()) return void into.skipped.push({ name, reason: specialReason(facts) });
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  into.files.push({ name, path, size: facts.size });
}

function specialReason(
  kind: Pick<Stats, 'isSocket' | 'isFIFO' | 'isCharacterDevice' | 'isBlockDevice'>,
): string {
  if (kind.isSocket()) return 'a socket';
  if (kind.isFIFO()) return 'a pipe';
  return kind.isCharacterDevice() || kind.isBlockDevice() ? 'a device' : 'not a file';
}

/** `dir/` and `dir` give the same names; `/` stays, so that names below it begin with one slash. */
const withoutSlash = (name: string) => name.replace(/[/\\]+$/, '');

function unreadable(name: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EACCES'
        ? 'permission denied'
        : String((error as Error).message);
  return new Problem(
    'source-unreadable',
    `${JSON.stringify(name)} cannot be read: ${why}`,
    'Correct the name, make it readable or leave it out; nothing was submitted.',
    { cause: error },
  );
}
