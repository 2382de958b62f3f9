// Files that a person dropped or picked, as sources of a job. Folders are walked and their paths kept, as the person knows them.
import type { Source } from '#shared/client/source.ts';

export interface ChosenFile {
  /** Relative, with slashes. */
  path: string;
  file: File;
}

export function pickedFiles(list: Iterable<File>): ChosenFile[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Must be called while the drop event is handled: afterwards the browser forgets what was dropped. */
export async function droppedFiles(transfer: DataTransfer): Promise<ChosenFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  if (entries.length === 0) return pickedFiles(transfer.files);
  const found = await Promise.all(entries.map(walk));
  return found.flat();
}

async function walk(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isDirectory(entry)) return [];
  const found: ChosenFile[] = [];
  const reader = entry.createReader();
  // A directory is handed out in batches until an empty one.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return found;
    for (const child of batch) found.push(...(await walk(child)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** The same path chosen twice is the same file: the later one counts. */
export function addFiles(known: readonly ChosenFile[], more: readonly ChosenFile[]): ChosenFile[] {
  const byPath = new Map([...known, ...more].map((chosen) => [chosen.path, chosen]));
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export function toSource({ path, file }: ChosenFile): Source {
  return {
    name: path,
    size: file.size,
    slice: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

/** What people would call these files: their one folder, the one file, or how many there are. */
export function nameFor(files: readonly ChosenFile[]): string {
  const [first] = files;
  if (!first) return '';
  const tops = new Set(files.map((chosen) => chosen.path.split('/', 1)[0]));
  if (tops.size === 1) return [...tops][0] ?? '';
  return `${first.path.split('/').at(-1)} and ${files.length - 1} more`;
}
