// A job that is all claimed, ways to fill it and to read it back: what the cases about results share.
import { expect } from 'vitest';
import type { SpanRow } from '../../scheduler/rows.ts';
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
    const span = await claimSpan(store, 1);
    spans.push(span);
  }
  return { store, spans };
}

export const recordAll = (span: SpanRow) => spanWith(span, numbers(span.first, span.count));

export async function readAll(
  store: Store,
  maxBytes: number,
  whole = range(0, 2 ** 32 - 1),
): Promise<{ texts: string[]; pages: number }> {
  const texts: string[] = [];
  let pages = 0;
  for (let from: number | null = whole.first; from !== null; pages++) {
    const page: { records: Uint8Array; next: number | null } = await store.readResults(
      job(1),
      range(from, whole.first + whole.count - from),
      maxBytes,
    );
    texts.push(...contents(page.records));
    if (page.next !== null && page.next <= from) expect.fail(`page after ${from} goes on at ${page.next}`);
    from = page.next;
  }
  return { texts, pages };
}

/** Repeatable disorder. */
export const shuffled = (list: number[]) =>
  list.toSorted((a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009) || a - b);
