// How values that SQLite has no type for are kept, and the three places where a statement names a row's columns.
import type { Sha256 } from '../../../../shared/contract/ids.ts';

export const fromHex = (sha: Sha256): Uint8Array => Buffer.from(sha, 'hex');
export const toHex = (bytes: Uint8Array): Sha256 =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex') as Sha256;

/** Hashes that lie one after the other. */
export function listed(bytes: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 32) hashes.push(bytes.subarray(at, at + 32));
  return hashes;
}

/** From field → column: the parts of SELECT, INSERT and UPDATE that name them all, with `:field` for the values. */
export function named(columns: Readonly<Record<string, string>>) {
  const entries = Object.entries(columns);
  return {
    selected: entries.map(([field, column]) => `${column} AS ${field}`).join(', '),
    inserted: `(${entries.map(([, column]) => column).join(', ')}) VALUES (${entries.map(([field]) => `:${field}`).join(', ')})`,
    assigned: entries.map(([field, column]) => `${column} = :${field}`).join(', '),
  };
}
