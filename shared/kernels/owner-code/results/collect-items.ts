// Takes the results of items as they come and writes them as the job's output wants them: lines of JSON, bytes end to end, or a
// file for each. Refuses what an output cannot hold, in words for the owner. Runs in compute threads.
import type { ChunkTask } from '../../kernel.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { CodeParams } from '../code-params.ts';
import { MAX_RESULT_BYTES } from '../result-limit.ts';
import type { OwnerLog } from './owner-log.ts';
import { packTrailer, type Trailer } from './result-format.ts';

export interface ItemCollector {
  /** @throws Error saying why this is no result; the caller names the item. */
  add(result: unknown, fileName: string): void;
  /** Bytes wait to be written: call `flush` when convenient. */
  isFull(): boolean;
  flush(): Promise<void>;
  finish(log: OwnerLog): Promise<void>;
}

const FLUSH_BYTES = 256 * 1024;
const FILE_NAME_CHARS = 1024;

export function collectItems(task: Pick<ChunkTask, 'write'>, output: CodeParams['output']): ItemCollector {
  const encoder = new TextEncoder();
  let text = '';
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  let total = 0;
  const files: NonNullable<Trailer['files']> = [];
  let nameChars = 0;

  function take(size: number): void {
    total += size;
    waiting += size;
    if (total > MAX_RESULT_BYTES)
      throw new Error(
        `the results of its chunk are more than ${MAX_RESULT_BYTES / 1024 / 1024} MiB; return less, or put fewer items into a chunk (group)`,
      );
  }

  function addBytes(bytes: Uint8Array): void {
    take(bytes.length);
    // a copy: the code may go on using its array for the next item
    pieces.push(bytes.slice());
  }

  function addFile(result: unknown, fileName: string): void {
    const { name, bytes } = asFile(result, fileName);
    nameChars += name.length;
    if (nameChars > 1024 * 1024) throw new Error('the names of the files of its chunk are more than 1 MiB');
    addBytes(typeof bytes === 'string' ? encoder.encode(bytes) : bytes);
    files.push([name, pieces.at(-1)?.length ?? 0]);
  }

  async function flush(): Promise<void> {
    const writing = text !== '' ? [encoder.encode(text)] : pieces;
    text = '';
    pieces = [];
    waiting = 0;
    for (const bytes of writing) if (bytes.length > 0) await task.write(bytes);
  }

  return {
    add(result, fileName) {
      if (output === 'files') return addFile(result, fileName);
      if (output === 'bin') {
        const bytes = typeof result === 'string' ? encoder.encode(result) : asBytes(result);
        if (bytes) return addBytes(bytes);
        throw new Error(
          `it returned ${describe(result)}; the output \`bin\` takes bytes, typed arrays and strings`,
        );
      }
      if (asBytes(result))
        throw new Error(`it returned ${describe(result)}; for bytes choose the output \`bin\` or \`files\``);
      const line = withReason('it returned', () => canonicalJson(result, MAX_RESULT_BYTES));
      take(line.length + 1);
      text += line;
      text += '\n';
    },
    isFull: () => waiting >= FLUSH_BYTES,
    flush,
    async finish(log) {
      await flush();
      await task.write(packTrailer({ ...log.lines(), ...(output === 'files' && { files }) }));
    },
  };
}

function asFile(result: unknown, fileName: string): { name: string; bytes: Uint8Array | string } {
  const own = asBytes(result);
  if (own) return { name: `${fileName}.bin`, bytes: own };
  if (typeof result === 'string') return { name: `${fileName}.txt`, bytes: result };
  if (typeof result === 'object' && result !== null && 'bytes' in result) {
    const { name, bytes } = result as { name?: unknown; bytes: unknown };
    const content = typeof bytes === 'string' ? bytes : asBytes(bytes);
    if (content === null) throw new Error(`it returned a file whose bytes are ${describe(bytes)}`);
    if (name !== undefined && (typeof name !== 'string' || name === '' || name.length > FILE_NAME_CHARS))
      throw new Error(`it returned a file whose name is ${describe(name)}`);
    return { name: name ?? fileName, bytes: content };
  }
  const json = withReason('it returned', () => canonicalJson(result, MAX_RESULT_BYTES));
  return { name: `${fileName}.json`, bytes: `${json}\n` };
}

function asBytes(value: unknown): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) return null;
  if (value instanceof Float32Array || value instanceof Float64Array) return withOneNaN(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Not-a-number has many bit patterns, and engines choose differently: all become the usual one. */
function withOneNaN(array: Float32Array | Float64Array): Uint8Array {
  let copy: typeof array | null = null;
  for (let i = 0; i < array.length; i++) {
    if (!Number.isNaN(array[i])) continue;
    copy ??= array.slice();
    const view = new DataView(copy.buffer);
    if (copy instanceof Float32Array) view.setUint32(4 * i, 0x7fc0_0000, true);
    else view.setBigUint64(8 * i, 0x7ff8_0000_0000_0000n, true);
  }
  const whole = copy ?? array;
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength);
}

function withReason(what: string, make: () => string): string {
  try {
    return make();
  } catch (error) {
    throw new Error(`${what} ${(error as Error).message}`, { cause: error });
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const made: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return `a ${typeof made === 'string' && made !== '' ? made.slice(0, 60) : 'object'}`;
}
