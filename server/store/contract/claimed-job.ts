// A job that is all claimed, ways to fill it and to read it back: what the cases about results share.
import type { SpanRow } from '../../scheduler/rows.ts';
import type { ResultPage } from '../results/read-results.ts';
import type { Store } from '../store.ts';
import { NOW } from './claim.ts';
import { claimSpan, connected, type StoreWorld } from './harness.ts';
import { addJob, contents, job, numbers, range, spanWith } from './samples.ts';

/** A store with job 1 of `count` chunks, all of it claimed. */
export async function claimedJob(
  world: StoreWorld,
  count: number,
  spanSize: number,
): Promise<{ store: Store; spans: SpanRow[] }> {
  const store = await connected(world);
  await store.commit([addJob(1, { count, spanSize })], NOW);
  const spans: SpanRow[] = [];
  for (let at = 0; at < count; at += spanSize) {
    spans.push(await claimSpan(store, 1));
  }
  return { store, spans };
}

export const recordAll = (span: SpanRow) => spanWith(span, numbers(span.first, span.count));

/** What every valid record of job 1 says, read in pages of `maxBytes`. */
export async function readAll(store: Store, maxBytes: number): Promise<string[]> {
  const texts: string[] = [];
  for (let from: number | null = 0; from !== null;) {
    const page: ResultPage = await store.readResults(job(1), range(from, 0xffff_ffff - from), maxBytes);
    if (page.next !== null && page.next <= from)
      throw new Error(`the page at ${from} goes on at ${page.next}`);
    texts.push(...contents(page.records));
    from = page.next;
  }
  return texts;
}

/** Repeatable disorder. */
export const shuffled = (list: number[]) =>
  list.toSorted((a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009) || a - b);
