// What other apps shared with Covey, until a job takes it: files in the browser's private file system, so that a film is neither copied into
// memory nor sent anywhere. One folder per share: 0, 1, 2 … and, last of all, the list of what they are called. Folders without a list are
// of shares that broke off.
import type { Part } from './read-multipart.ts';

const LIST = 'list.json';
/** Nobody comes back for what was shared so long ago. */
export const KEPT_MS = 24 * 3_600_000;

interface Listed {
  name: string;
  type: string;
}

/** The folder of all shares; made when it is missing. */
export async function openShared(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return await root.getDirectoryHandle('shared', { create: true });
}

/** Writes the files of a form to disk as they come. Answers how many there were. @throws whatever the disk or the form says. */
export async function keepShared(
  shared: FileSystemDirectoryHandle,
  parts: AsyncIterable<Part>,
  now: number,
): Promise<number> {
  await dropOld(shared, now);
  const name = `${now}-${crypto.randomUUID()}`;
  const folder = await shared.getDirectoryHandle(name, { create: true });
  try {
    const list: Listed[] = [];
    for await (const part of parts) {
      if (part.filename === '') continue;
      await writeFile(folder, String(list.length), part.body);
      list.push({ name: baseName(part.filename), type: part.type });
    }
    await writeFile(folder, LIST, [new TextEncoder().encode(JSON.stringify(list))]);
    return list.length;
  } catch (error) {
    await shared.removeEntry(name, { recursive: true }).catch(() => undefined);
    throw error;
  }
}

/** Oldest share first. The files are read from disk when somebody reads them. */
export async function listShared(shared: FileSystemDirectoryHandle): Promise<File[]> {
  const files: File[] = [];
  for (const name of (await namesOf(shared)).toSorted()) {
    const folder = await shared.getDirectoryHandle(name);
    for (const [i, { name: called, type }] of (await readList(folder)).entries()) {
      const file = await (await folder.getFileHandle(String(i))).getFile();
      files.push(new File([file], called, { type, lastModified: file.lastModified }));
    }
  }
  return withOwnNames(files);
}

export async function dropShared(shared: FileSystemDirectoryHandle): Promise<void> {
  for (const name of await namesOf(shared)) await shared.removeEntry(name, { recursive: true });
}

async function dropOld(shared: FileSystemDirectoryHandle, now: number): Promise<void> {
  for (const name of await namesOf(shared))
    if (now - Number.parseInt(name, 10) > KEPT_MS) await shared.removeEntry(name, { recursive: true });
}

async function namesOf(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

async function readList(folder: FileSystemDirectoryHandle): Promise<Listed[]> {
  const handle = await folder.getFileHandle(LIST).catch(() => undefined);
  return handle ? (JSON.parse(await (await handle.getFile()).text()) as Listed[]) : [];
}

async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  try {
    for await (const piece of body) await writable.write(piece as Uint8Array<ArrayBuffer>);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

const baseName = (path: string) => path.split(/[\\/]/).at(-1) || 'shared file';

/** Galleries like to call every photo the same; in a job each needs a name of its own. */
function withOwnNames(files: readonly File[]): File[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const [, stem = file.name, ending = ''] = /^(.+?)(\.[^.]*)?$/s.exec(file.name) ?? [];
    let name = file.name;
    for (let i = 2; taken.has(name); i++) name = `${stem} (${i})${ending}`;
    taken.add(name);
    return name === file.name ? file : new File([file], name, file);
  });
}
