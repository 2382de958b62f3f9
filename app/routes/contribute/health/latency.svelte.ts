// How long the coordinator takes to answer this page: asked now and then while somebody looks, the middle one of the last few counts.
import { ask } from '#lib/swarm/ask.ts';

const EVERY_MS = 10_000;
const KEPT = 5;

/** The middle one; of an even number the lower. */
export const middleOf = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

export class Latency {
  /** Undefined before the first answer, null when there was none. */
  ms: number | null | undefined = $state.raw();
  #last: number[] = [];

  /** The answer ends it. */
  start(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.#measure();
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }

  async #measure(): Promise<void> {
    const start = performance.now();
    const answer = await ask('health');
    this.#last = answer.ok ? [...this.#last, performance.now() - start].slice(-KEPT) : [];
    this.ms = middleOf(this.#last) ?? null;
  }
}
