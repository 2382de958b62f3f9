// Results that wait to be looked at, first come first served, a few at a time: a job that ends takes all of its own out at once, instead of
// having each read from the disk first.
import type { JobNumber } from '../../shared/contract/ids.ts';
import type { Effect } from '../scheduler/effects.ts';

type Verify = Extract<Effect, { type: 'verify' }>;

export interface VerifyQueue {
  add(effect: Verify): void;
  /** Those that have not begun. */
  drop(job: JobNumber): void;
}

/** `verify` never rejects. */
export function makeVerifyQueue(atOnce: number, verify: (effect: Verify) => Promise<void>): VerifyQueue {
  let waiting: Verify[] = [];
  /** Of `waiting`, so many have begun: taking them off the front one by one would cost the whole list each time. */
  let begun = 0;
  let running = 0;

  function pump(): void {
    for (let effect = waiting[begun]; effect && running < atOnce; effect = waiting[begun]) {
      begun++;
      running++;
      void verify(effect).then(() => {
        running--;
        pump();
      });
    }
    if (begun < waiting.length && begun < 1024) return;
    waiting = waiting.slice(begun);
    begun = 0;
  }

  return {
    add(effect) {
      waiting.push(effect);
      pump();
    },
    drop(job) {
      waiting = waiting.slice(begun).filter((effect) => effect.job !== job);
      begun = 0;
    },
  };
}
