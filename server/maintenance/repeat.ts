// Something that is done now and then: one run at a time, a run that fails is logged and tried again next time, and stop() waits for it.
import type { Log } from '../observe/log.ts';

export interface Repeated<T> {
  start(): void;
  /** Joins a run that is under way. */
  runOnce(): Promise<T>;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** `what` is a verb and its object, for the log: "could not …". */
export function repeat<T>(
  work: () => Promise<T>,
  { everyMs, what, log }: { everyMs: number; what: string; log: Log },
): Repeated<T> {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<T> | null = null;
  const runOnce = () => (running ??= work().finally(() => (running = null)));
  const runLogged = () =>
    void runOnce().catch((error: unknown) => log('warn', `could not ${what}`, { reason: String(error) }));
  return {
    start() {
      timer ??= setInterval(runLogged, everyMs);
      timer.unref();
    },
    runOnce,
    async stop() {
      if (timer) clearInterval(timer);
      timer = null;
      await running?.catch(() => undefined);
    },
  };
}
