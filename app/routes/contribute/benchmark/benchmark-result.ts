// The last measurement of this device, kept in the browser, and in words.
import { locale } from '#lib/messages/t.ts';
import * as z from 'zod/mini';
import { bytes, counted } from '#lib/words/numbers.ts';

const Benchmark = z.object({
  /** UTC ms. */
  at: z.number(),
  /** Steps of integer arithmetic per ms on one thread. */
  score: z.number().check(z.gt(0)),
  /** SHA-256 on one thread alone, and on `threads` at once: bytes per second. */
  oneThread: z.number().check(z.gt(0)),
  threads: z.int().check(z.gte(1)),
  allThreads: z.number().check(z.gt(0)),
});
export type Benchmark = z.infer<typeof Benchmark>;

const KEPT_AS = 'covey-benchmark';

/** Null when nothing readable was kept. */
export function loadBenchmark(storage: Pick<Storage, 'getItem'>): Benchmark | null {
  try {
    const read = Benchmark.safeParse(JSON.parse(storage.getItem(KEPT_AS) ?? ''));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export const keepBenchmark = (storage: Pick<Storage, 'setItem'>, benchmark: Benchmark): void =>
  storage.setItem(KEPT_AS, JSON.stringify(benchmark));

export const speedText = (bytesPerSecond: number) => `${bytes(bytesPerSecond)}/s`;

/** What more threads bring: `2 threads do 1.8 times as much as one.` Empty for one. */
export function gainText({ threads, oneThread, allThreads }: Benchmark): string {
  if (threads <= 1) return '';
  const gain = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(allThreads / oneThread);
  return `${counted(threads, 'thread')} at once do ${gain} times as much as one.`;
}
