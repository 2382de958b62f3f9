// What a page can see of its device, as readings for the contribution. Page only; the supervisor is told. Each reading is said again now and
// then, so that one whose source went silent grows old and counts as unknown. What follows from a reading is the governor's affair.
import { minuteOfWeek } from '../../../governor/hours.ts';
import type { Readings } from '../../../governor/readings.ts';
import type { Sensors } from '../../../runtime/ports.ts';
import { watchBattery } from './watch-battery.ts';
import { watchIdle } from './watch-idle.ts';
import { watchMetered } from './watch-metered.ts';
import { watchPressure } from './watch-pressure.ts';

const AGAIN_MS = 15_000;

/** Tells a change as it comes, and returns how its present readings are asked for; null where the browser has no such thing. */
export type Watch = (
  tell: (readings: Partial<Readings>) => void,
  signal: AbortSignal,
) => Promise<(() => Partial<Readings>) | null>;

const watches: readonly Watch[] = [watchBattery, watchPressure, watchMetered, watchIdle];

export function createBrowserSensors(): Sensors {
  const ended = { current: new AbortController() };
  return {
    start(listener) {
      ended.current.abort();
      const { signal } = (ended.current = new AbortController());
      const asks: (() => Partial<Readings>)[] = [() => ({ weekMinute: minuteOfWeek(new Date()) })];
      const tell = (readings: Partial<Readings>) => {
        if (!signal.aborted) listener(readings);
      };
      const lookAtPage = () => tell({ hidden: document.visibilityState === 'hidden' });
      document.addEventListener('visibilitychange', lookAtPage, { signal });
      document.addEventListener('freeze', () => tell({ frozen: true }), { signal });
      document.addEventListener('resume', () => tell({ frozen: false }), { signal });
      lookAtPage();
      for (const watch of watches)
        void watch(tell, signal).then(
          (ask) => {
            if (!ask || signal.aborted) return;
            asks.push(ask);
            tell(ask());
          },
          () => undefined, // refused: it stays unknown
        );
      const sayAgain = () => tell(Object.assign({}, ...asks.map((ask) => ask())) as Partial<Readings>);
      sayAgain();
      const timer = setInterval(sayAgain, AGAIN_MS);
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    },
    need() {
      // whatever a page may see costs next to nothing
    },
    stop: () => ended.current.abort(),
  };
}
