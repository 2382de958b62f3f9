// When the coordinator's loop goes round without being asked: the end of the present tick, and the time at which the scheduler wants to be woken.
export interface LoopTimers {
  /** Once, however often it is asked for before. */
  tickSoon(): void;
  /** At `at`, monotonic ms, and at no other time. */
  wakeAt(at: number): void;
  /** Neither comes. */
  clear(): void;
}

export interface LoopTimersParts {
  tickMs: number;
  now(): number;
  onTick(): void;
  onWake(): void;
}

/** What a timer of Node can hold. */
const LONGEST_MS = 0x7fff_ffff;

export function makeLoopTimers({ tickMs, now, onTick, onWake }: LoopTimersParts): LoopTimers {
  let tick: NodeJS.Timeout | null = null;
  let wake: NodeJS.Timeout | null = null;
  return {
    tickSoon() {
      tick ??= setTimeout(() => {
        tick = null;
        onTick();
      }, tickMs);
    },
    wakeAt(at) {
      if (wake) clearTimeout(wake);
      wake = setTimeout(onWake, Math.max(1, Math.min(at - now(), LONGEST_MS)));
    },
    clear() {
      if (wake) clearTimeout(wake);
      if (tick) clearTimeout(tick);
      tick = wake = null;
    },
  };
}
