// How fast a job moves, from what the live view said of it over the last seconds.
import { untrack } from 'svelte';
import type { JobView } from '#shared/contract/job.ts';

const OVER_MS = 8_000;

interface Seen {
  at: number;
  accepted: number;
  progress: number;
}

export class JobPace {
  chunksPerSecond = $state(0);
  progressPerSecond = $state(0);
  #seen: Seen[] = [];

  see(job: Pick<JobView, 'accepted' | 'progress'>, at: number = performance.now()): void {
    const { accepted, progress } = job;
    untrack(() => {
      this.#seen = [...this.#seen.filter((one) => at - one.at <= OVER_MS), { at, accepted, progress }];
      const first = this.#seen[0];
      const seconds = first ? (at - first.at) / 1000 : 0;
      if (!first || seconds < 0.5) return;
      this.chunksPerSecond = Math.max(0, (accepted - first.accepted) / seconds);
      this.progressPerSecond = Math.max(0, (progress - first.progress) / seconds);
    });
  }
}
