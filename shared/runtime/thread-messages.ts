// What a supervisor and a compute thread say to each other, the same over a MessagePort and over a pipe: every message
// carries at most one Uint8Array, always called `bytes`, so that it can be transferred or framed. What comes from a thread
// is untrusted and parsed here. Loading the script is the platform's own affair; `ready` says that it is done.
import * as z from 'zod/mini';

export type ToThread =
  /** Computes one chunk. Answered by `finished` or `threw`. */
  | { type: 'run'; index: number; params: unknown; args: unknown; inputSize: number }
  /** Computes chunks first, first+1, … that have no input and tiny results. Answered by `finishedMany`…, then `ended`. */
  | { type: 'runMany'; first: number; count: number; params: unknown }
  /** Start no further chunk of the present `runMany`. */
  | { type: 'halt' }
  /** Answers `read` number `id`. */
  | { type: 'bytes'; id: number; bytes: Uint8Array }
  | { type: 'unreadable'; id: number; message: string }
  /** So many written bytes were taken; the thread may write as many more. */
  | { type: 'credit'; amount: number }
  /** How hard to work, 0 to 1. `restFirstMs` shifts the phase of the first slice so that threads do not work in step. */
  | { type: 'duty'; duty: number; restFirstMs: number };

/** Bytes a thread may have written without credit. */
export const WRITE_CREDIT = 4 * 1024 * 1024;
/** A thread asks for at most so many bytes at once and puts longer reads together itself. */
export const READ_BYTES = 4 * 1024 * 1024;
/** `finishedMany` holds at most so many results … */
export const MANY_RESULTS = 64;
/** … or what was done in so many ms. */
export const MANY_MS = 20;
/** A result of `runMany` may have so many bytes; a longer one ends the run with `outgrew`. */
export const MANY_RESULT_BYTES = 2048;

const count = z.int().check(z.gte(0), z.lte(0xffff_ffff));
const millis = z.number().check(z.gte(0));
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const message = z.string();

const Arrived = z.discriminatedUnion('type', [
  /** The script is loaded and left a kernel; the thread waits for work. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('unloadable'), message }),
  z.object({
    type: z.literal('read'),
    id: count,
    offset: z.int().check(z.gte(0)),
    length: z.int().check(z.gte(0), z.lte(READ_BYTES)),
  }),
  z.object({ type: z.literal('write'), bytes }),
  z.object({ type: z.literal('progressed'), share: z.number() }),
  z.object({ type: z.literal('finished'), index: count, cpuMs: millis }),
  /** Also ends a `runMany`: chunks before `index` are reported, those after it are not started. */
  z.object({ type: z.literal('threw'), index: count, message }),
  /** `count` results from chunk `first` on: `bytes` is `count` lengths (u32, little-endian), then the results end to end. */
  z.object({
    type: z.literal('finishedMany'),
    first: count,
    count: z.int().check(z.gte(1), z.lte(MANY_RESULTS)),
    cpuMs: millis,
    bytes,
  }),
  /** The end of a `runMany`: every chunk before `next` is reported, `next` and later are not started. */
  z.object({ type: z.literal('ended'), next: count }),
  /** Like `ended`, and chunk `next` has a result too long for `runMany`. */
  z.object({ type: z.literal('outgrew'), next: count }),
]);
export type FromThread = z.infer<typeof Arrived>;

/** null for anything that is not exactly one of the messages above. */
export function parseFromThread(value: unknown): FromThread | null {
  const parsed = Arrived.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The results in a `finishedMany`, or null when its lengths do not fit its bytes. */
export function unpackMany(packed: { count: number; bytes: Uint8Array }): Uint8Array[] | null {
  const { count: results, bytes: all } = packed;
  if (all.length < results * 4) return null;
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const unpacked: Uint8Array[] = [];
  let at = results * 4;
  for (let i = 0; i < results; i++) {
    const length = view.getUint32(i * 4, true);
    if (length > MANY_RESULT_BYTES || at + length > all.length) return null;
    unpacked.push(all.subarray(at, at + length));
    at += length;
  }
  return at === all.length ? unpacked : null;
}
