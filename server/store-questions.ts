// What the scheduler asks of the store: the next span of a job, and the chunks that a device has touched. The answers come back as events.
// An answer of a store that was given up meanwhile is not heard: the restored scheduler asks again.
import type { JobNumber } from '../shared/contract/ids.ts';
import type { Effect } from './scheduler/effects.ts';
import type { SwarmEvent } from './scheduler/events.ts';
import type { Store } from './store/store.ts';

interface Parts {
  /** The one in use now. */
  store(): Store;
  utc(): number;
  dispatch(event: SwarmEvent): void;
  onFenced(): void;
  onFailed(cause: unknown): void;
}

export function makeStoreQuestions({ store, utc, dispatch, onFenced, onFailed }: Parts) {
  async function claimSpan(job: JobNumber): Promise<void> {
    const from = store();
    try {
      const span = await from.claimSpan(job, utc());
      if (from !== store()) return;
      if (span === 'fenced') return onFenced();
      dispatch({ type: 'spanClaimed', job, span });
    } catch (error) {
      if (from === store()) onFailed(error);
    }
  }

  async function findTouched(effect: Extract<Effect, { type: 'findTouched' }>): Promise<void> {
    const from = store();
    const { job, generation, device } = effect;
    try {
      const ranges = await from.findTouched(job, device);
      if (from === store()) dispatch({ type: 'touchedFound', job, generation, device, ranges });
    } catch (error) {
      if (from === store()) onFailed(error);
    }
  }

  return { claimSpan, findTouched };
}

export type StoreQuestions = ReturnType<typeof makeStoreQuestions>;
