// What the two ends of a store thread say to each other: a call by name with its arguments, answered by number. A thread is either the
// one that writes or the one that reads.
import type { ErrorCode } from '../../../shared/contract/errors.ts';
import type { Synchronous } from './database.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export type WriterCalls = Omit<Writer, 'file'>;
export type ReaderCalls = Reader;
export type Calls = WriterCalls & ReaderCalls;
export type CallName = keyof Calls;

export interface ThreadSettings {
  role: 'writer' | 'reader';
  dir: string;
  synchronous: Synchronous;
  maxBytes: number | null;
}

export type Call = { [N in CallName]: { id: number; name: N; args: Parameters<Calls[N]> } }[CallName];

/** `code` is null for what is no CoveyError. */
export type Answer =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; code: ErrorCode | null; message: string };
