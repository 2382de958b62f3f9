// How busy the processor is, in the browser's words (Compute Pressure: Chromium on computers). It counts our own work as well.
import { PRESSURES } from '../../../governor/pressures.ts';
import type { Readings } from '../../../governor/readings.ts';

interface PressureObserver {
  observe(source: 'cpu', options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}
type ObserverClass = new (changed: (records: { state: unknown }[]) => void) => PressureObserver;

const SAMPLE_MS = 2000;

/** The newest record's; a word that a later browser invents is unknown. */
export function readPressure(records: readonly { state: unknown }[]): Partial<Readings> {
  const said = records.at(-1)?.state;
  return { pressure: PRESSURES.find((pressure) => pressure === said) };
}

export async function watchPressure(
  tell: (readings: Partial<Readings>) => void,
  signal: AbortSignal,
): Promise<(() => Partial<Readings>) | null> {
  const { PressureObserver: Observer } = globalThis as { PressureObserver?: ObserverClass };
  if (!Observer) return null;
  let last: Partial<Readings> = {};
  const observer = new Observer((records) => tell((last = readPressure(records))));
  await observer.observe('cpu', { sampleInterval: SAMPLE_MS });
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  return () => last;
}
