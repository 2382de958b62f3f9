// What durable results cost: CPU of the writing thread per chunk by size of tick, chunks per second with and without waiting for the
// disk, reading them back, and that the size of a job is free.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { type BenchRow, benchRow } from '../../shared/testing/bench-row.ts';
import type { Change } from '../scheduler/changes.ts';
import type { SpanRow } from '../scheduler/rows.ts';
import { claim, takeOver } from './contract/claim.ts';
import {
  addJob,
  deviceRow,
  job,
  jobRow,
  numbers,
  range,
  segment,
  shareRow,
  spanWith,
} from './contract/samples.ts';
import { databaseFile, type Synchronous } from './sqlite/database.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import { makeWriter, type Writer } from './sqlite/writer.ts';

export const name = 'store';

const SPAN = 8192;
const RESULT_BYTES = 64;
const ROUNDS = 5;
const NOW = Date.now();

async function inDirectory<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-bench-'));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A tick of `chunks` results in `segments` segments and one span's bits, made beforehand so that only storing is measured. */
function makeTick(span: SpanRow, from: number, chunks: number, segments: number, devices = 0): Change[] {
  const each = Math.ceil(chunks / segments);
  const changes: Change[] = [];
  for (let at = 0; at < chunks; at += each) {
    const part = numbers(from + at, Math.min(each, chunks - at));
    changes.push(
      segment(
        1,
        part.map((index) => ({ index, bytes: randomBytes(RESULT_BYTES) })),
      ),
    );
  }
  changes.push(spanWith(span, numbers(span.first, from + chunks - span.first)));
  for (let n = 1; n <= devices; n++) {
    changes.push({ type: 'shareChanged', row: shareRow(1, n, { chunks: from }) });
    changes.push({ type: 'deviceChanged', row: deviceRow(n, { chunksDone: from }) });
  }
  return changes;
}

/** CPU microseconds of this thread (of the whole process where Node cannot tell). */
const cpu = (): number => {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return user + system;
};

function claimed(writer: Writer): SpanRow {
  const span = writer.claimSpan(job(1), NOW);
  if (span === null || span === 'fenced') throw new Error('no span');
  return span;
}

/** CPU µs per chunk of committing 64,000 chunks in ticks of this size. */
function commitCost(chunks: number, segments: number, devices: number): Promise<number> {
  return inDirectory(async (dir) => {
    const writer = makeWriter(dir, { synchronous: 'FULL', maxBytes: null, random: randomBytes });
    try {
      writer.open(claim());
      writer.commit([addJob(1, { count: 10_000_000, spanSize: SPAN })], NOW);
      const rows = numbers(1, devices).map((n) => deviceRow(n));
      writer.commit(
        rows.map((row) => ({ type: 'deviceAdded', row })),
        NOW,
      );
      const ticks: Change[][] = [];
      while (ticks.length * chunks < 64_000) {
        const span = claimed(writer);
        for (let at = 0; at + chunks <= SPAN; at += chunks)
          ticks.push(makeTick(span, span.first + at, chunks, segments, devices));
      }
      const before = cpu();
      for (const tick of ticks) writer.commit(tick, NOW);
      return (cpu() - before) / (ticks.length * chunks);
    } finally {
      writer.close();
    }
  });
}

/** Chunks per second through the whole store, in ticks of 1,000 with one commit under way at a time. */
function commitRate(synchronous: Synchronous): Promise<number> {
  return inDirectory(async (dir) => {
    const store = openSqliteStore(dir, { synchronous });
    try {
      await takeOver(store);
      await store.commit([addJob(1, { count: 10_000_000, spanSize: SPAN })], NOW);
      const ticks: Change[][] = [];
      while (ticks.length < 64) {
        const span = await store.claimSpan(job(1), NOW);
        if (span === null || span === 'fenced') throw new Error('no span');
        for (let at = 0; at + 1000 <= SPAN; at += 1000) ticks.push(makeTick(span, span.first + at, 1000, 16));
      }
      const before = performance.now();
      for (const tick of ticks) await store.commit(tick, NOW);
      return (ticks.length * 1000) / ((performance.now() - before) / 1000);
    } finally {
      await store.close();
    }
  });
}

/** Chunks per second read back in order, in pages of 1 MiB, of 64,000 stored in ticks that jump between 8 open spans. */
function readRate(): Promise<number> {
  return inDirectory(async (dir) => {
    const store = openSqliteStore(dir, { synchronous: 'NORMAL' });
    try {
      await takeOver(store);
      await store.commit([addJob(1, { count: 10_000_000, spanSize: SPAN })], NOW);
      const spans: SpanRow[] = [];
      for (let i = 0; i < 8; i++) spans.push((await store.claimSpan(job(1), NOW)) as SpanRow);
      for (let tick = 0; tick < 64; tick++) {
        const chunks = spans.flatMap((span) => numbers(span.first + tick * 125, 125));
        const bits = spans.map((span) => spanWith(span, numbers(span.first, (tick + 1) * 125)));
        await store.commit(
          [
            segment(
              1,
              chunks.map((index) => ({ index, bytes: randomBytes(RESULT_BYTES) })),
            ),
            ...bits,
          ],
          NOW,
        );
      }
      await store.readResults(job(1), range(0, 1), 1);
      const before = performance.now();
      for (let from: number | null = 0; from !== null;)
        from = (await store.readResults(job(1), range(from, 10_000_000 - from), 1 << 20)).next;
      return 64_000 / ((performance.now() - before) / 1000);
    } finally {
      await store.close();
    }
  });
}

/** Milliseconds to make a job of so many chunks, and the size of the file with it. */
function creation(count: number): Promise<{ ms: number; bytes: number }> {
  return inDirectory(async (dir) => {
    const store = openSqliteStore(dir);
    await takeOver(store);
    await store.commit([], NOW);
    const before = performance.now();
    await store.commit([addJob(1, { count, spanSize: SPAN })], NOW);
    const ms = performance.now() - before;
    await store.close();
    return { ms, bytes: (await stat(databaseFile(dir))).size };
  });
}

/** Microseconds of CPU to claim one span when `done` chunks of ten million were claimed before. */
function claimCost(done: number): Promise<number> {
  const claims = 5000;
  return inDirectory(async (dir) => {
    const writer = makeWriter(dir, { synchronous: 'NORMAL', maxBytes: null, random: randomBytes });
    try {
      writer.open(claim());
      writer.commit([addJob(1, { count: 10_000_000, spanSize: 1024 })], NOW);
      for (let at = 0; at < done; at += 1024)
        writer.commit(
          [{ type: 'spanChanged', row: { ...claimed(writer), recorded: null, accepted: null } }],
          NOW,
        );
      writer.commit([{ type: 'jobChanged', row: jobRow(1, { count: 10_000_000, spanSize: 16 }) }], NOW);
      const before = cpu();
      for (let i = 0; i < claims; i++) claimed(writer);
      return (cpu() - before) / claims;
    } finally {
      writer.close();
    }
  });
}

async function rounds(measure: () => Promise<number>, count = ROUNDS): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(await measure());
  return values;
}

export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [chunks, segments, devices] of [
    [64, 1, 0],
    [256, 4, 0],
    [1000, 1, 0],
    [1000, 16, 0],
    [1000, 16, 10],
    [4000, 64, 0],
  ] as const) {
    const what = `store commit, ${chunks} chunks, segments: ${segments}, devices’ rows: ${devices}`;
    rows.push(benchRow(what, 'CPU µs/chunk', await rounds(() => commitCost(chunks, segments, devices))));
  }
  const normal = benchRow(
    'store commit, synchronous=NORMAL',
    'chunks/s',
    await rounds(() => commitRate('NORMAL')),
  );
  const full = await rounds(() => commitRate('FULL'));
  rows.push(
    normal,
    benchRow('store commit, synchronous=FULL', 'chunks/s', full, { name: 'NORMAL', value: normal.value }),
  );
  rows.push(benchRow('store read in order, 8 spans interleaved', 'chunks/s', await rounds(readRate)));

  const [small, large] = [10, 10_000_000];
  const made = {
    small: [] as Awaited<ReturnType<typeof creation>>[],
    large: [] as Awaited<ReturnType<typeof creation>>[],
  };
  for (let i = 0; i < ROUNDS * 2; i++) {
    made.small.push(await creation(small));
    made.large.push(await creation(large));
  }
  for (const [what, unit] of [
    ['ms', 'ms'],
    ['bytes', 'bytes'],
  ] as const) {
    const peer = benchRow(
      `store create job of 10 chunks, ${what}`,
      unit,
      made.small.map((one) => one[what]),
    );
    const row = benchRow(
      `store create job of 10M chunks, ${what}`,
      unit,
      made.large.map((one) => one[what]),
      {
        name: '10 chunks',
        value: peer.value,
      },
    );
    rows.push(peer, row);
  }
  const empty = benchRow('store claim span at 0 % of 10M', 'CPU µs', await rounds(() => claimCost(0), 3));
  const nearly = await rounds(() => claimCost(9_900_000), 3);
  rows.push(
    empty,
    benchRow('store claim span at 99 % of 10M', 'CPU µs', nearly, { name: 'at 0 %', value: empty.value }),
  );
  return rows;
}
