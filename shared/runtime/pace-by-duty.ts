// Makes a thread's duty real. The time a chunk was worked on is a debt that is paid by resting, in the proportion the duty
// says; what a rest lasted too long is credit for the next slice. Self-contained: its text is sent into the thread.

export interface Pacer {
  setDuty(duty: number, restFirstMs: number): void;
  /** Ends the present rest whatever the duty, so that what is going on can come to its end. Until the next `begin`. */
  hurry(): void;
  /** From now on time counts as work, and so does a short wait since the last chunk. Resolves when the duty allows it. */
  begin(): Promise<void>;
  /** Rests when it is time; call it at least every 100 ms of work. Undefined: go on at once. */
  pace(): Promise<void> | undefined;
  /** Around a wait for bytes. Counts as work up to 50 ms, since an unthrottled thread would have waited as well. */
  wait<T>(promise: Promise<T>): Promise<T>;
  /** The chunk is done; what follows is idleness, unless the next comes soon. */
  end(): void;
}

/** `sleep(0)` must let messages in. */
export function createPacer(now: () => number, sleep: (ms: number) => Promise<void>): Pacer {
  // A slice spans several turns of the system's own scheduler: in a shorter one, a thread fresh from its rest gets more than its share
  // of a busy machine. At a low duty slices are shorter, so that rests are not felt as stutter.
  const LONGEST_SLICE_MS = 60;
  const SHORTEST_SLICE_MS = 25;
  const PERIOD_MS = 300;
  const LONGEST_REST_MS = 100;
  /** Of what timers that were late have cost, so much is made up for. */
  const MOST_CREDIT_MS = 2000;
  const LONGEST_WAIT_MS = 50;
  /** How long messages may stay unread while there is no reason to rest. */
  const TURN_MS = 20;
  let duty = 1;
  let restFirstMs = 0;
  let debt = 0;
  let since = 0;
  let turnedAt = 0;
  let endedAt = -Infinity;
  let isResting = false;
  let hurried = false;
  let changed = () => {};

  /** At full duty nothing is owed, whether or not there was time to rest. */
  const owe = (ms: number) => {
    debt = duty >= 1 ? 0 : debt + ms;
  };
  const count = () => {
    const time = now();
    // what is asked for during a rest is no work, and the rest pays for itself
    if (!isResting) owe(time - since);
    since = time;
  };
  const restPerWork = () => 1 / duty - 1;

  async function rest() {
    if (restFirstMs > 0 && duty < 1) {
      const shift = restFirstMs;
      restFirstMs = 0;
      await sleep(shift);
    }
    isResting = true;
    while (!hurried) {
      if (duty <= 0) {
        await new Promise<void>((resolve) => (changed = resolve));
        debt = 0;
        continue;
      }
      if (duty >= 1) {
        debt = 0;
        await sleep(0);
        if (duty >= 1) break;
        continue;
      }
      const perWork = restPerWork();
      const owed = debt * perWork;
      const isPaid = owed < 1;
      if (isPaid && now() - turnedAt < TURN_MS) break;
      const began = now();
      await sleep(isPaid ? 0 : Math.min(owed, LONGEST_REST_MS));
      debt = Math.max(debt - (now() - began) / perWork, -MOST_CREDIT_MS);
      turnedAt = now();
    }
    isResting = false;
    since = turnedAt = now();
  }

  const isDue = () => {
    if (duty >= 1) return since - turnedAt >= TURN_MS;
    const slice = Math.max(SHORTEST_SLICE_MS, Math.min(LONGEST_SLICE_MS, PERIOD_MS * duty));
    return duty <= 0 || restFirstMs > 0 || debt >= slice || since - turnedAt >= LONGEST_SLICE_MS;
  };

  return {
    setDuty(next, shift) {
      if (next !== duty && next < 1) restFirstMs = shift;
      duty = next;
      changed();
    },
    hurry() {
      hurried = true;
      changed();
    },
    async begin() {
      hurried = false;
      since = now();
      // an unthrottled thread would have waited for its next chunk as well; a longer wait is idleness
      const gap = since - endedAt;
      if (gap <= LONGEST_WAIT_MS) owe(gap);
      if (duty < 1 && isDue()) await rest();
    },
    pace() {
      count();
      return isDue() ? rest() : undefined;
    },
    async wait(promise) {
      count();
      try {
        return await promise;
      } finally {
        // bytes that were asked for ahead may come during a rest, which is no work
        if (!isResting) {
          const time = now();
          owe(Math.min(time - since, LONGEST_WAIT_MS));
          since = turnedAt = time;
        }
      }
    },
    end() {
      count();
      endedAt = since;
    },
  };
}
