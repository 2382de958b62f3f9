// Ctrl-C and kill: the first asks to stop in order, a second one leaves at once.
import { constants } from 'node:os';

type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** npm passes a Ctrl-C on that the terminal has already sent: within this time two signals are one. */
const SAME_MS = 400;

export const exitCodeOf = (signal: StopSignal) => 128 + constants.signals[signal];

/** Calls `stop` at the first signal. Returns what takes the listeners off again. */
export function onStopSignal(
  stop: (signal: StopSignal) => void,
  leave: (code: number) => void = process.exit,
): () => void {
  let first: number | undefined;
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      if (first === undefined) {
        first = performance.now();
        stop(signal);
      } else if (performance.now() - first > SAME_MS) leave(exitCodeOf(signal));
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => listeners.forEach((remove) => remove());
}

/** What a stopped command's signal is aborted with. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly exitCode: number;
  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.exitCode = exitCodeOf(signal);
  }
}
