// When the tray app looks for a newer version, and what becomes of one: found, fetched, checked, and then nothing until the person says so. It does not restart while the swarm
// on this computer has jobs under way.
//
//   idle ──every half day, or asked──▶ checking ──newer──▶ downloading ──as signed──▶ ready ──person, and nothing under way──▶ restarts
//    ▲────────none────────────────────────┘                     │
//   failed ◀──not reached, not signed, not as the list says─────┘            off: the person does not want it; none: this package cannot
import type { UpdateView } from '../../../shared/contract/desktop-view.ts';
import type { Clock } from '../../../shared/runtime/ports.ts';
import type { Updater } from './updater.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 12 * 60 * 60_000;
/** So often it is asked whether what held a restart up still does. */
const ASK_MS = 60_000;

export interface KeepCurrentParts {
  updater: Updater;
  clock: Clock;
  log(level: 'info' | 'error', text: string): void;
  show(view: UpdateView): void;
  /** A newer version waits for the person. */
  onReady(version: string): void;
  /** Why it must not restart now, a sentence; null when it may. */
  whatHoldsUp(): Promise<string | null>;
  /** Ends everything in order, then calls back. */
  leave(last: () => void): void;
  /** After a failed installation: as it was. */
  startAgain(): void;
}

export interface KeepCurrent {
  /** Looks by itself from now on, or no longer. */
  setOn(isOn: boolean): void;
  /** Now; also where it does not look by itself. Never rejects: what went wrong is shown. */
  check(): Promise<void>;
  /** As the person asked. Shows what holds it up. */
  restart(): Promise<void>;
  stop(): void;
}

export function createKeepCurrent(parts: KeepCurrentParts): KeepCurrent {
  const { updater, clock, log, show, onReady, whatHoldsUp, leave, startAgain } = parts;
  let view: UpdateView = { state: 'none' };
  let isOn = false;
  let cancel = () => {};
  let cancelAsking = () => {};
  let checking: Promise<void> | undefined;
  let isRestarting = false;
  let isStopped = false;

  const tell = (next: UpdateView) => show((view = next));
  const rest = (checkedAt: number | null) => tell(isOn ? { state: 'idle', checkedAt } : { state: 'off' });

  function schedule(ms: number): void {
    cancel();
    cancel = clock.after(ms, () => void check());
  }

  /** What the screen says of a restart must not outlive its reason. */
  async function askWhatHoldsUp(version: string): Promise<void> {
    const heldUp = await whatHoldsUp();
    if (isStopped || isRestarting || view.state !== 'ready') return;
    if (heldUp !== view.heldUp) tell({ state: 'ready', version, heldUp });
    if (heldUp !== null) askAgain(version);
  }

  function askAgain(version: string): void {
    cancelAsking();
    cancelAsking = clock.after(ASK_MS, () => void askWhatHoldsUp(version));
  }

  async function look(): Promise<void> {
    tell({ state: 'checking' });
    try {
      const version = await updater.find();
      if (version === null) return rest(clock.utc());
      tell({ state: 'downloading', version });
      await updater.download();
      tell({ state: 'ready', version, heldUp: null });
      log('info', `Covey ${version} was fetched and waits for a restart`);
      onReady(version);
    } catch (error) {
      const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      log('error', `no update: ${message}`);
      tell({
        state: 'failed',
        trouble: {
          message: `No update: ${message}`,
          hint: isOn
            ? 'Nothing was changed. It is tried again in half a day, or when you ask.'
            : 'Nothing was changed. It is tried again when you ask.',
        },
      });
    }
  }

  function check(): Promise<void> {
    if (view.state === 'ready') return Promise.resolve();
    return (checking ??= look().finally(() => {
      checking = undefined;
      if (isOn) schedule(EVERY_MS);
    }));
  }

  return {
    setOn(next) {
      if (isOn === next && view.state !== 'none') return;
      isOn = next;
      cancel();
      if (checking === undefined && view.state !== 'ready') rest(null);
      if (isOn) schedule(FIRST_MS);
    },
    check,
    async restart() {
      if (view.state !== 'ready' || isRestarting) return;
      const { version } = view;
      isRestarting = true;
      cancelAsking();
      const heldUp = await whatHoldsUp().finally(() => (isRestarting = false));
      tell({ state: 'ready', version, heldUp });
      if (heldUp !== null) return askAgain(version);
      leave(() => {
        if (updater.install()) return;
        log('error', `Covey ${version} could not be put in place; this one starts again`);
        startAgain();
      });
    },
    stop() {
      isStopped = true;
      cancel();
      cancelAsking();
    },
  };
}
