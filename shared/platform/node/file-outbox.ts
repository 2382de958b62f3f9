// Keeps packed batches in one append-only file until they are acknowledged [P13]. Writers share one fsync; a torn tail is cut off;
// what was removed is squeezed out when it is most of the file. One process at a time.
//   file    "COVEYOUT" · version u32, then records
//   record  length of the body u32 · CRC-32 of the body u32 · body
//   body    1 u8 · id u32 · job u32 · generation u32 · batch      an added batch
//           2 u8 · id u32 …                                       removed ones
import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { CoveyError } from '../../contract/errors.ts';
import type { JobNumber } from '../../contract/ids.ts';
import type { Outbox, StoredBatch } from '../../runtime/ports.ts';
import { takeLock } from './process-lock.ts';

const MAGIC = Buffer.from('COVEYOUT');
const VERSION = 1;
const HEADER_BYTES = 12;
const ADDED = 1;
const REMOVED = 2;
const ADDED_HEAD_BYTES = 13;
/** Dead bytes below this are not worth a rewrite. */
const SQUEEZE_FROM_BYTES = 1024 * 1024;

interface Write {
  bytes: Buffer;
  done: { resolve: () => void; reject: (error: unknown) => void } | null;
}

/** @throws CoveyError when another process has it open, or a newer program wrote it. */
export async function openFileOutbox(dataDir: string): Promise<Outbox> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await takeLock(join(dataDir, 'outbox.lock'), 'the results that wait for delivery');
  const path = join(dataDir, 'outbox');
  try {
    return await openLocked(path, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openLocked(path: string, unlock: () => Promise<void>): Promise<Outbox> {
  const live = new Map<number, StoredBatch>();
  const found = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  let { end, lastId } = replay(found, live, path);
  let file = await open(path, 'a', 0o600);
  if (end === 0) end = await begin(file);
  else await file.truncate(end);
  let liveBytes = sizeOf(live);
  let queue: Write[] = [];
  let isWriting = false;
  let written: Promise<void> = Promise.resolve();
  let closed = false;

  async function drain() {
    isWriting = true;
    while (queue.length > 0) {
      const group = queue;
      queue = [];
      const bytes = Buffer.concat(group.map((write) => write.bytes));
      try {
        await file.appendFile(bytes);
        end += bytes.length;
        // A removal that is lost only means that the batch is sent once more.
        if (group.some((write) => write.done)) await file.datasync();
        for (const write of group) write.done?.resolve();
        await squeeze();
      } catch (error) {
        for (const write of group) write.done?.reject(error);
      }
    }
    // In the same turn as the last look at the queue: nothing can come between.
    isWriting = false;
  }

  function flush(): Promise<void> {
    if (!isWriting) written = drain();
    return written;
  }

  /** Leaves out what was removed. With nothing left, cutting the file is enough. */
  async function squeeze() {
    const dead = end - HEADER_BYTES - liveBytes;
    if (dead < SQUEEZE_FROM_BYTES || dead < liveBytes) return;
    if (live.size === 0) {
      await file.truncate(HEADER_BYTES);
      end = HEADER_BYTES;
      return;
    }
    const fresh = await open(`${path}.new`, 'w', 0o600);
    let size = await begin(fresh);
    for (const batch of live.values()) {
      const record = packAdded(batch);
      await fresh.appendFile(record);
      size += record.length;
    }
    await fresh.datasync();
    await fresh.close();
    await rename(`${path}.new`, path);
    await file.close();
    file = await open(path, 'a', 0o600);
    end = size;
  }

  return {
    load: () => Promise.resolve([...live.values()]),
    add(batch) {
      if (closed) return Promise.reject(new CoveyError('wrong-state', 'the outbox is closed'));
      const stored = { ...batch, id: ++lastId };
      const bytes = packAdded(stored);
      live.set(stored.id, stored);
      liveBytes += bytes.length;
      return new Promise<number>((resolve, reject) => {
        queue.push({ bytes, done: { resolve: () => resolve(stored.id), reject } });
        void flush();
      });
    },
    async remove(ids) {
      const known = ids.filter((id) => live.has(id));
      if (known.length === 0 || closed) return;
      for (const id of known) {
        const batch = live.get(id);
        if (batch) liveBytes -= addedSize(batch);
        live.delete(id);
      }
      queue.push({ bytes: packRemoved(known), done: null });
      await flush();
    },
    async close() {
      if (closed) return;
      closed = true;
      await written;
      await file.close();
      await unlock();
    },
  };
}

async function begin(file: FileHandle): Promise<number> {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(VERSION, MAGIC.length);
  await file.truncate(0);
  await file.appendFile(header);
  return HEADER_BYTES;
}

/** Fills `live` and says where the last whole record ends; 0: the file must be begun anew. */
function replay(
  bytes: Buffer,
  live: Map<number, StoredBatch>,
  path: string,
): { end: number; lastId: number } {
  if (bytes.length < HEADER_BYTES) return { end: 0, lastId: 0 };
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC) || bytes.readUInt32LE(MAGIC.length) !== VERSION) {
    throw new CoveyError(
      'wrong-state',
      `${path} was written by another version of this program; move it away to go on without it`,
    );
  }
  let at = HEADER_BYTES;
  let lastId = 0;
  while (at + 8 <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (length === 0 || body.length < length || crc32(body) !== bytes.readUInt32LE(at + 4)) break;
    if (body[0] === ADDED && length > ADDED_HEAD_BYTES) {
      const id = body.readUInt32LE(1);
      lastId = Math.max(lastId, id);
      live.set(id, {
        id,
        job: body.readUInt32LE(5) as JobNumber,
        generation: body.readUInt32LE(9),
        batch: new Uint8Array(body.subarray(ADDED_HEAD_BYTES)),
      });
    } else if (body[0] === REMOVED)
      for (let i = 1; i + 4 <= length; i += 4) live.delete(body.readUInt32LE(i));
    at += 8 + length;
  }
  return { end: at, lastId };
}

const addedSize = (batch: StoredBatch) => 8 + ADDED_HEAD_BYTES + batch.batch.length;
const sizeOf = (live: Map<number, StoredBatch>) =>
  [...live.values()].reduce((sum, batch) => sum + addedSize(batch), 0);

function packAdded({ id, job, generation, batch }: StoredBatch): Buffer {
  const body = Buffer.allocUnsafe(ADDED_HEAD_BYTES + batch.length);
  body.writeUInt8(ADDED, 0);
  body.writeUInt32LE(id, 1);
  body.writeUInt32LE(job, 5);
  body.writeUInt32LE(generation, 9);
  body.set(batch, ADDED_HEAD_BYTES);
  return packRecord(body);
}

function packRemoved(ids: readonly number[]): Buffer {
  const body = Buffer.allocUnsafe(1 + ids.length * 4);
  body.writeUInt8(REMOVED, 0);
  for (const [i, id] of ids.entries()) body.writeUInt32LE(id, 1 + i * 4);
  return packRecord(body);
}

function packRecord(body: Buffer): Buffer {
  const head = Buffer.allocUnsafe(8);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}
