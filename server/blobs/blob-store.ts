// Parts by the hash of their bytes. Content-addressed: storing the same part twice is free, and a part is whole or absent.
import type { Sha256 } from '../../shared/contract/ids.ts';

export interface BlobStore {
  has(sha: Sha256): Promise<boolean>;
  /** @throws CoveyError `hash-mismatch` when the bytes have another hash (nothing is kept), `disk-full`. Durable when it resolves. */
  put(sha: Sha256, bytes: Uint8Array): Promise<void>;
  /** Bytes [offset, offset+length) of a part. @throws CoveyError `not-found`; RangeError beyond its end. */
  read(sha: Sha256, offset: number, length: number): Promise<Uint8Array>;
  /** Size in bytes, or null when it is not there. */
  size(sha: Sha256): Promise<number | null>;
  /** Removes parts last written or asked for before `olderThan` (UTC ms) that `unreferenced` names. @returns how many went. */
  collect(olderThan: number, unreferenced: (parts: Sha256[]) => Promise<Sha256[]>): Promise<number>;
}
