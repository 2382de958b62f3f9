// How fast a job moves, and how long it may still take, from what the live view said of it while this screen was open.
import { untrack } from 'svelte';
import type { JobView } from '#shared/contract/job.ts';
import { estimateTime, LOOK_BACK_MS, type TimeLeft } from './estimate-time.ts';

const OVER_MS = 8_000;

interface Seen {
  at: number;
  accepted: number;
  progress: number;
}

export class JobPace {
  chunksPerSecond = $state(0);
  progressPerSecond = $state(0);
  timeLeft: TimeLeft = $state.raw({ kind: 'unknown', why: 'nothing-seen' });
  #seen: Seen[] = [];

  see(job: Pick<JobView, 'accepted' | 'progress' | 'state'>, at: number = performance.now()): void {
    const { accepted, progress, state } = job;
    untrack(() => {
      // What was seen before a pause, or before chunks were tried again, says nothing about the pace after it.
      const goesOn = state === 'running' && progress >= (this.#seen.at(-1)?.progress ?? 0);
      const before = goesOn ? this.#seen.filter((one) => at - one.at <= LOOK_BACK_MS) : [];
      this.#seen = [...before, { at, accepted, progress }];
      this.timeLeft = estimateTime(this.#seen, at);
      const first = this.#seen.find((one) => at - one.at <= OVER_MS);
      const seconds = first ? (at - first.at) / 1000 : 0;
      if (!first || seconds < 0.5) return;
      this.chunksPerSecond = Math.max(0, (accepted - first.accepted) / seconds);
      this.progressPerSecond = Math.max(0, (progress - first.progress) / seconds);
    });
  }
}
