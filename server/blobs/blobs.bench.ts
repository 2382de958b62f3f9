// What durable parts cost: megabytes per second put (hashed, written, synced, renamed) and read, for small parts and whole ones.
import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PART_BYTES } from '../../shared/contract/blob.ts';
import { type BenchRow, benchRow } from '../../shared/testing/bench-row.ts';
import { shaOf } from './sample-parts.ts';
import { makeDiskBlobs } from './disk/disk-blobs.ts';

export const name = 'blobs';

const ROUNDS = 5;
const AT_ONCE = 8;
const MB = 1e6;

/** Calls `work` for each item, eight at a time. @returns seconds. */
async function timed<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const left = [...items];
  const before = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
    }),
  );
  return (performance.now() - before) / 1000;
}

async function round(size: number, count: number): Promise<{ put: number; again: number; read: number }> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-bench-'));
  try {
    const blobs = makeDiskBlobs(dir);
    const parts = Array.from({ length: count }, () => randomBytes(size)).map((bytes) => ({
      sha: shaOf(bytes),
      bytes,
    }));
    const rate = (seconds: number) => (count * size) / MB / seconds;
    return {
      put: rate(await timed(parts, ({ sha, bytes }) => blobs.put(sha, bytes))),
      again: rate(await timed(parts, ({ sha, bytes }) => blobs.put(sha, bytes))),
      read: rate(await timed(parts, ({ sha }) => blobs.read(sha, 0, size))),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [label, size, count] of [
    ['1 KiB', 1024, 500],
    ['64 KiB', 65_536, 300],
    ['4 MiB', PART_BYTES, 24],
  ] as const) {
    const measured: Awaited<ReturnType<typeof round>>[] = [];
    for (let i = 0; i < ROUNDS; i++) measured.push(await round(size, count));
    const put = benchRow(
      `blobs put ${label}`,
      'MB/s',
      measured.map((one) => one.put),
    );
    const peer = { name: 'first put', value: put.value };
    rows.push(put);
    rows.push(
      benchRow(
        `blobs put ${label} again`,
        'MB/s',
        measured.map((one) => one.again),
        peer,
      ),
    );
    rows.push(
      benchRow(
        `blobs read ${label}`,
        'MB/s',
        measured.map((one) => one.read),
        peer,
      ),
    );
  }
  return rows;
}
