// What is in an asar: its names and the bytes of one. The header is a Pickle of a JSON text (github.com/electron/asar, "Format").
import { open } from 'node:fs/promises';

interface Entry {
  files?: Record<string, Entry>;
  offset?: string;
  size?: number;
}

export interface Asar {
  names: readonly string[];
  /** @throws Error for a name that is not there. */
  read(name: string): Promise<Buffer>;
}

export async function readAsar(path: string): Promise<Asar> {
  const bytesAt = async (position: number, length: number) => {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      if (bytesRead !== length) throw new Error(`${path} ends in the middle`);
      return buffer;
    } finally {
      await file.close();
    }
  };
  const sizes = await bytesAt(0, 16);
  const header = JSON.parse((await bytesAt(16, sizes.readUInt32LE(12))).toString('utf8')) as Entry;
  const base = 8 + sizes.readUInt32LE(4);
  const found = new Map<string, Entry>();
  const walk = (entry: Entry, prefix: string) => {
    for (const [name, child] of Object.entries(entry.files ?? {})) {
      if (child.files) walk(child, `${prefix}${name}/`);
      else found.set(`${prefix}${name}`, child);
    }
  };
  walk(header, '');
  return {
    names: [...found.keys()],
    async read(name) {
      const entry = found.get(name);
      if (entry?.offset === undefined || entry.size === undefined)
        throw new Error(`${name} is not in ${path}`);
      return await bytesAt(base + Number(entry.offset), entry.size);
    },
  };
}
