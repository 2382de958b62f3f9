// Leaving in order: the contribution is asked to hand everything back and say goodbye, and is given so long and no longer. A page that does not answer
// is not waited for: the main process then says goodbye itself, over the socket that it holds.
import type { Clock } from '../../shared/runtime/ports.ts';

export interface HandBack {
  /** Resolves when everything was handed back, or after `withinMs`. */
  run(withinMs: number): Promise<void>;
  /** The page says that it is done. */
  done(): void;
}

export function createHandBack(clock: Clock, askPage: () => void, sayGoodbye: () => Promise<void>): HandBack {
  const waiting = new Set<() => void>();
  return {
    async run(withinMs) {
      const answered = Promise.withResolvers<'page' | 'nobody'>();
      const done = () => answered.resolve('page');
      waiting.add(done);
      const cancel = clock.after(withinMs, () => answered.resolve('nobody'));
      askPage();
      const who = await answered.promise;
      cancel();
      waiting.delete(done);
      if (who === 'nobody') await sayGoodbye().catch(() => undefined);
    },
    done() {
      for (const tell of waiting) tell();
    },
  };
}
