// A pause that ends by itself, also when the program was started anew or the computer slept over its end: the time is kept, and looked at again.
import type { Clock } from '../../../shared/runtime/ports.ts';
import type { DesktopReport } from '../../../shared/contract/desktop-view.ts';
import type { StateFile } from '../../host/state-file.ts';
import type { Kept } from '../app-state.ts';

const MINUTE = 60_000;
/** "Until tomorrow" is until people get up. */
const MORNING_HOUR = 7;
/** Timers do not count while the computer sleeps, and are looked at again after that. */
const LONGEST_WAIT_MS = 10 * MINUTE;

/** UTC ms; null: until somebody starts it. */
export function pauseEnd(wish: 'quarter' | 'hour' | 'tomorrow' | 'ever', now: Date): number | null {
  if (wish === 'quarter') return now.getTime() + 15 * MINUTE;
  if (wish === 'hour') return now.getTime() + 60 * MINUTE;
  if (wish === 'ever') return null;
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning.getTime();
}

export interface Pause {
  begin(until: number | null): void;
  end(): void;
  /** Whoever starts it elsewhere ends the pause. */
  heard(report: DesktopReport): void;
  lookAgain(): void;
  stop(): void;
}

export function createPause(
  kept: StateFile<Kept>,
  clock: Clock,
  configure: (change: { state: 'running' | 'paused' }) => void,
  changed: () => void,
): Pause {
  let cancel = () => {};
  /** News from before the pause was obeyed do not end it. */
  let isObeyed = kept.value.pausedUntil !== null;
  /** It has ended, and the contribution was not seen to go on: one that sleeps, or is being opened again, hears nothing. */
  let isOwed = false;

  function set(until: number | null): void {
    if (kept.value.pausedUntil !== until) void kept.change({ pausedUntil: until });
    changed();
    lookAgain();
  }

  function lookAgain(): void {
    cancel();
    const { pausedUntil } = kept.value;
    if (pausedUntil === null) {
      if (isOwed) configure({ state: 'running' });
      return;
    }
    const left = pausedUntil - clock.utc();
    if (left <= 0) return end();
    cancel = clock.after(Math.min(left, LONGEST_WAIT_MS), lookAgain);
  }

  function end(): void {
    isOwed = true;
    set(null);
  }

  return {
    begin(until) {
      isObeyed = false;
      isOwed = false;
      configure({ state: 'paused' });
      set(until);
    },
    end,
    heard(report) {
      if (report.phase !== 'contributing') return;
      const isRunning = report.settings['state'] === 'running';
      if (isRunning) isOwed = false;
      if (!isRunning) isObeyed = true;
      else if (isObeyed && kept.value.pausedUntil !== null) set(null);
    },
    lookAgain,
    stop: () => cancel(),
  };
}
