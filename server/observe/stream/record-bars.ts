// What devices did, as bars in a lane for each: chunks come in by the thousand a second, bars leave at most `BARS_PER_SECOND`, because what
// follows within a short span is put together with the bar that is still open. One recorder per swarm. Pure but for its memory; times are
// UTC ms of the coordinator, since a device's own clock may say anything.
import type { Bar } from '../../../shared/contract/stream-bars.ts';
import { type BarRing, makeBarRing } from './bar-ring.ts';
import { joinBars } from './join-bars.ts';

export const BARS_PER_SECOND = 1_000;
/** Chunks shorter than this are put together however few devices there are. */
const LEAST_SPAN_MS = 100;
const FORGET_LANE_MS = 60_000;
/** A bar is drawn at most so many times as long as its CPU time accounts for, so that a device that was paused does not seem to have worked. */
const MOST_WAITING = 4;

/** Chunks of one job that just came in from one device. */
export interface Work {
  device: number;
  job: number;
  at: number;
  /** When it was given the first of them at the earliest; a bar does not begin before. */
  since: number;
  done: number;
  failed: number;
  cpuMs: number;
  /** Of the device: what it computes with, and how hard (0 to 1). */
  threads: number;
  duty: number;
}

export interface BarRecorder {
  record(work: Work): void;
  /** Closes what has been open long enough. */
  flush(now: number): void;
  readonly ring: BarRing;
}

interface Lane {
  open: Bar | null;
  end: number;
}

export function makeBarRecorder(ring = makeBarRing()): BarRecorder {
  const lanes = new Map<number, Lane>();
  /** Shared by all lanes that are there, so that together they close no more bars than may be. */
  const span = () => Math.max(LEAST_SPAN_MS, (lanes.size * 1000) / BARS_PER_SECOND);

  function close(lane: Lane): void {
    if (lane.open) ring.add(lane.open);
    lane.open = null;
  }

  function barOf({ device, job, at, since, done, failed, cpuMs, threads, duty }: Work, after: number): Bar {
    const pace = Math.max(1, threads) * Math.max(0.05, duty);
    // one chunk runs on one thread, many on all of them
    const alone = Math.max(1, Math.min(threads, done + failed)) * Math.max(0.05, duty);
    const longest = (MOST_WAITING * cpuMs) / Math.min(pace, alone);
    const start = Math.min(at, Math.max(after, since, at - Math.max(longest, 1)));
    return { device, job, start, length: at - start, done, failed, cpu: cpuMs };
  }

  return {
    record(work) {
      const lane: Lane = lanes.get(work.device) ?? { open: null, end: 0 };
      lanes.set(work.device, lane);
      const bar = barOf(work, lane.end);
      lane.end = Math.max(lane.end, work.at);
      const { open } = lane;
      if (open && work.at - open.start < span()) {
        lane.open = joinBars(open, bar);
        return;
      }
      close(lane);
      lane.open = bar;
    },
    flush(now) {
      const old = span();
      for (const [device, lane] of lanes) {
        if (lane.open && now - lane.open.start >= old) close(lane);
        if (!lane.open && now - lane.end > FORGET_LANE_MS) lanes.delete(device);
      }
    },
    ring,
  };
}
