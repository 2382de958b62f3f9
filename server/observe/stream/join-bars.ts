// Bars put together until no more are left than may be told: neighbours in a lane become one bar with the sums of both and the job that took
// more CPU. Pure.
import type { Bar } from '../../../shared/contract/stream-bars.ts';

/** What both did; the pause between them, if any, is part of it. */
export function joinBars(a: Bar, b: Bar): Bar {
  const start = Math.min(a.start, b.start);
  return {
    device: a.device,
    job: b.cpu > a.cpu ? b.job : a.job,
    start,
    length: Math.max(a.start + a.length, b.start + b.length) - start,
    done: a.done + b.done,
    failed: a.failed + b.failed,
    cpu: a.cpu + b.cpu,
  };
}

/** At most `most` bars, or one a lane where there are more lanes than that. A lane has at most one bar begun in each slot of time. */
export function fitBars(bars: readonly Bar[], most: number): Bar[] {
  if (bars.length <= most) return [...bars];
  let from = Infinity;
  let to = -Infinity;
  for (const { start } of bars) {
    from = Math.min(from, start);
    to = Math.max(to, start);
  }
  const lanes = Map.groupBy(
    bars.toSorted((a, b) => a.start - b.start),
    ({ device }) => device,
  );
  const slots = Math.max(1, Math.floor(most / lanes.size));
  // the last start is in the last slot
  const slotMs = (to - from + 1) / slots;
  return [...lanes.values()].flatMap((lane) => {
    const fitted: Bar[] = [];
    let lastSlot = NaN;
    for (const bar of lane) {
      const slot = Math.floor((bar.start - from) / slotMs);
      const last = slot === lastSlot ? fitted.pop() : undefined;
      fitted.push(last ? joinBars(last, bar) : bar);
      lastSlot = slot;
    }
    return fitted;
  });
}
