// What a module's items share within a chunk, and how their bytes become results. Runs in compute threads.
import type { OwnerLog } from '../owner-code/results/owner-log.ts';
import type { FileItem } from '../owner-code/items/each-batch.ts';
import { MAX_RESULT_BYTES } from '../owner-code/result-limit.ts';
import { joinBytes } from '../bytes/join-bytes.ts';
import type { WasmParams } from './params.ts';

export interface WasmWorld {
  name: string;
  module: WebAssembly.Module;
  params: WasmParams;
  log: OwnerLog;
  random: () => number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder();

export const textOf = (bytes: Uint8Array): string => lenient.decode(bytes);

/** The bytes that an item is to a module: a file's, a line's, a JSON value's text; of a number none. */
export function bytesOf(value: unknown): Uint8Array {
  if (typeof value === 'number') return new Uint8Array(0);
  if (typeof value === 'string') return encoder.encode(value);
  if (isFile(value)) return value.bytes;
  return encoder.encode(JSON.stringify(value));
}

const isFile = (value: unknown): value is FileItem =>
  typeof value === 'object' && value !== null && (value as { bytes?: unknown }).bytes instanceof Uint8Array;

/** What a module wrote, as the job's output takes it. @throws Error when it should be JSON and is not. */
export function resultOf(bytes: Uint8Array, { params }: WasmWorld): unknown {
  if (params.output !== 'jsonl') return bytes;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new Error(
      `its ${bytes.length} bytes are no JSON; write JSON as UTF-8, or choose the output \`bin\` or \`files\``,
    );
  }
}

/** Collects what an item writes. */
export type Sink = ReturnType<typeof makeSink>;

export function makeSink() {
  let pieces: Uint8Array[] = [];
  let size = 0;
  return {
    write(bytes: Uint8Array): void {
      size += bytes.length;
      if (size > MAX_RESULT_BYTES)
        throw new Error(`it wrote more than ${MAX_RESULT_BYTES / 1024 / 1024} MiB`);
      pieces.push(bytes);
    },
    isEmpty: () => pieces.length === 0,
    take(): Uint8Array {
      const all = joinBytes(pieces);
      pieces = [];
      size = 0;
      return all;
    },
  };
}
