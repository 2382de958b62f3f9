// Where this very package looks for newer ones and whose signature it believes: packed into it as updates.json. Without that file it never looks.
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';

export const UPDATE_SOURCE_FILE = 'updates.json';

export const UpdateSource = z.strictObject({
  /** A folder with the lists, their signatures and the packages. */
  url: z.string().check(z.refine(isFetchable, 'must be an https address, or one of this machine')),
  /** Ed25519, base64 of its SubjectPublicKeyInfo. */
  publicKey: z.string().check(z.minLength(1)),
});
export type UpdateSource = z.infer<typeof UpdateSource>;

/** The list is signed, but who looks for updates, and from where, is nobody else's to read. */
function isFetchable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

/** Null where none was packed. @throws Error when what was packed cannot be read. */
export async function readUpdateSource(path: string): Promise<UpdateSource | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : UpdateSource.parse(JSON.parse(text));
}
