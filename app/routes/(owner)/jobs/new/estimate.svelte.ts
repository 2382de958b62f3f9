// The estimate of the job that the form describes now, asked for a moment after the last change.
import { ask } from '#lib/swarm/ask.ts';
import type { JobEstimate, JobSketch } from '#shared/contract/job.ts';

const AFTER_MS = 400;

export class Estimate {
  value: JobEstimate | undefined = $state.raw();

  /** To be called in an effect; what it answers ends the question. */
  of(sketch: JobSketch | undefined): () => void {
    this.value = undefined;
    const asked = { still: sketch !== undefined };
    const timer = setTimeout(() => {
      if (!sketch) return;
      void ask('estimateJob', { body: sketch }).then((answer) => {
        // What is wrong with the form is said when it is submitted.
        if (asked.still && answer.ok) this.value = answer.value;
      });
    }, AFTER_MS);
    return () => {
      asked.still = false;
      clearTimeout(timer);
    };
  }
}
