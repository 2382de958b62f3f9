// A job in memory, for tests and for what an owner tries before it is uploaded: files become an input, its chunks are
// computed by a kernel's `run`, reduced, and the outputs come back as bytes. Keeps the rules of the real thing: parts
// of at most 4 MiB, results of at most 16 KiB inline, reads inside the bounds, and nothing written twice.
import { PART_BYTES, type BlobManifest, type Slice } from '../contract/blob.ts';
import { CoveyError } from '../contract/errors.ts';
import type { Sha256 } from '../contract/ids.ts';
import type { FilesInput, InputFile, JobInput, OutputFile } from '../contract/job.ts';
import { joinBytes } from './bytes/join-bytes.ts';
import { closedFiles, type InputFiles, openInputFiles } from './input-files.ts';
import type {
  ByteReader,
  ChunkSpec,
  ChunkTask,
  KernelDescription,
  KernelScript,
  OutputWriter,
  Plan,
  ResultEntry,
} from './kernel.ts';
import { nativeModules, type NativeModules } from './native-modules.ts';

const INLINE_BYTES = 16 * 1024;

export interface MemoryFile {
  name: string;
  bytes: Uint8Array;
}

const sha256Of = (part: Uint8Array) =>
  nativeModules()?.crypto.createHash('sha256').update(part).digest('hex') as Sha256;

export class MemoryBlobs {
  readonly #parts = new Map<Sha256, Uint8Array>();
  readonly #nameOf: (part: Uint8Array) => Sha256;

  /** `nameOf`: their SHA-256 where it is left out, which needs Node. */
  constructor(nameOf: (part: Uint8Array) => Sha256 = sha256Of) {
    this.#nameOf = nameOf;
  }

  /** Cut at 4 MiB unless told otherwise. */
  put(bytes: Uint8Array, partBytes = PART_BYTES): BlobManifest {
    const parts: BlobManifest['parts'] = [];
    for (let at = 0; at < bytes.length; at += partBytes) {
      const part = new Uint8Array(bytes.subarray(at, at + partBytes));
      const sha = this.#nameOf(part);
      this.#parts.set(sha, part);
      parts.push({ sha, size: part.length });
    }
    return { size: bytes.length, parts };
  }

  slice({ sha, size, offset, length }: Slice): Uint8Array {
    const part = this.#parts.get(sha);
    if (!part || part.length !== size || offset + length > size)
      throw new Error(`a slice does not fit its part ${sha}`);
    return part.subarray(offset, offset + length);
  }

  bytes({ parts }: BlobManifest): Uint8Array {
    return joinBytes(parts.map(({ sha, size }) => this.slice({ sha, size, offset: 0, length: size })));
  }

  input(spec: ChunkSpec | null): ByteReader {
    return readerOf(joinBytes((spec?.input ?? []).map((slice) => this.slice(slice))));
  }
}

/** `packed`: all files lie in one blob, one after the other; otherwise each in its own. */
export function filesInput(blobs: MemoryBlobs, files: readonly MemoryFile[], packed = false): FilesInput {
  let offset = 0;
  const listed = files.map(({ name, bytes }, i): InputFile => {
    const file = { name, size: bytes.length, blob: packed ? 0 : i, offset: packed ? offset : 0 };
    offset += bytes.length;
    return file;
  });
  const contents = packed ? [joinBytes(files.map((file) => file.bytes))] : files.map((file) => file.bytes);
  return { kind: 'files', files: listed, blobs: contents.map((bytes) => blobs.put(bytes)) };
}

export function readerOf(bytes: Uint8Array): ByteReader {
  return {
    size: bytes.length,
    read: async (offset, length) => {
      if (offset < 0 || length < 0 || offset + length > bytes.length)
        throw new RangeError(`bytes ${offset}+${length} lie outside of ${bytes.length}`);
      return new Uint8Array(bytes.subarray(offset, offset + length));
    },
  };
}

export interface RunLog {
  /** Byte ranges read, in order. */
  reads: { offset: number; length: number }[];
  /** Shares reported, and how many bytes had been read by then. */
  progress: { share: number; read: number }[];
}

/** Computes one chunk. What was written is taken away, as a real thread's is. */
export async function runChunk(
  run: KernelScript['run'],
  task: Pick<ChunkTask, 'index' | 'params' | 'args'>,
  input: ByteReader,
  native?: NativeModules,
  log: RunLog = { reads: [], progress: [] },
): Promise<Uint8Array> {
  const written: Uint8Array[] = [];
  let read = 0;
  await run({
    ...task,
    inputSize: input.size,
    read: async (offset, length) => {
      log.reads.push({ offset, length });
      read += length;
      return input.read(offset, length);
    },
    write: async (bytes) => void written.push(new Uint8Array(bytes)),
    progress: async (share) => void log.progress.push({ share, read }),
    ...(native && { native }),
  });
  return joinBytes(written);
}

export interface MemoryJob<P> {
  kernel: KernelDescription<P>;
  params: P;
  input: JobInput;
  files: InputFiles;
  blobs: MemoryBlobs;
  index: Uint8Array;
  plan: Plan;
}

/** `readSlice`: where the input's parts lie, if not in `blobs`. */
export async function planJob<P>(
  kernel: KernelDescription<P>,
  params: P,
  input: JobInput,
  blobs: MemoryBlobs,
  readSlice: (slice: Slice) => Promise<Uint8Array> = async (slice) => new Uint8Array(blobs.slice(slice)),
): Promise<MemoryJob<P>> {
  const files = openInputFiles(input, readSlice);
  const index = await kernel.split(params, input, kernel.looksInside ? files : closedFiles);
  return { kernel, params, input, files, blobs, index, plan: kernel.openPlan(params, input, index) };
}

/** Every chunk's result by number, computed in the order given (by default from first to last). */
export async function runAll<P>(
  job: MemoryJob<P>,
  run: KernelScript['run'],
  native?: NativeModules,
  order: readonly number[] = Array.from({ length: job.plan.count }, (_, i) => i),
): Promise<Map<number, Uint8Array>> {
  const results = new Map<number, Uint8Array>();
  for (const index of order) {
    const spec = job.plan.describe(index);
    const task = { index, params: job.params, args: spec?.args };
    results.set(index, await runChunk(run, task, job.blobs.input(spec), native));
  }
  return results;
}

export interface MemoryOutput {
  name: string;
  bytes: Uint8Array;
  file: OutputFile;
}

export interface ReduceOptions {
  /** How a device cut what it sent. */
  partBytes?: number;
  stoppedAt?: number | null;
  /** Of all outputs together; what would be more is refused before it is held. */
  mostBytes?: number;
}

/** Chunks without a result have failed for good. @throws CoveyError `too-large` beyond `mostBytes`. */
export async function reduceAll<P>(
  { kernel, params, input, files, plan, blobs }: MemoryJob<P>,
  results: ReadonlyMap<number, Uint8Array>,
  { partBytes = PART_BYTES, stoppedAt = null, mostBytes = Infinity }: ReduceOptions = {},
): Promise<MemoryOutput[]> {
  const entries = async function* (): AsyncGenerator<ResultEntry> {
    for (let index = 0; index < plan.count; index++) {
      const bytes = results.get(index);
      if (!bytes) continue;
      yield {
        index,
        parts: bytes.length > INLINE_BYTES ? blobs.put(bytes, partBytes) : null,
        reader: readerOf(bytes),
      };
    }
  };
  const open = new Set<string>();
  let made = 0;
  const hold = (size: number) => {
    made += size;
    if (made > mostBytes)
      throw new CoveyError('too-large', `what comes out has more than ${mostBytes} bytes`);
  };
  const outputs = await kernel.reduce({
    params,
    input,
    plan,
    files,
    results: entries,
    // of a job that stopped early the others were not looked at
    failed: Array.from({ length: stoppedAt === null ? plan.count : 0 }, (_, i) => i).filter(
      (i) => !results.has(i),
    ),
    stoppedAt,
    create: (name) => {
      if (open.has(name)) throw new Error(`the output ${name} is made twice`);
      open.add(name);
      return memoryWriter(name, blobs, hold);
    },
    signal: new AbortController().signal,
  });
  return outputs.map((file) => ({ name: file.name, bytes: blobs.bytes(file.blob), file }));
}

/** `hold`: told how many bytes come, before they are kept; throws when they are too many. */
function memoryWriter(name: string, blobs: MemoryBlobs, hold: (size: number) => void): OutputWriter {
  const parts: BlobManifest['parts'] = [];
  let size = 0;
  const append = (blob: BlobManifest) => {
    parts.push(...blob.parts);
    size += blob.size;
  };
  return {
    write: async (bytes) => {
      hold(bytes.length);
      append(blobs.put(bytes));
    },
    append: async (blob) => {
      // by reference, but joined in the end
      hold(blob.size);
      append(blob);
    },
    close: async () => ({ name, size, blob: { size, parts } }),
  };
}
