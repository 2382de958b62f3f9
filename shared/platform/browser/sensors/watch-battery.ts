// The battery, in Chromium on secure origins only. A device without one says that it charges and is full.
import type { Readings } from '../../../governor/readings.ts';

export interface Battery extends EventTarget {
  charging: boolean;
  /** 0 to 1. */
  level: number;
}

const getter = () => (navigator as Navigator & { getBattery?: () => Promise<Battery> }).getBattery;

/** Whether this browser shows a battery at all. */
export const seesBattery = (): boolean => getter() !== undefined;

export const readBattery = ({ charging, level }: Pick<Battery, 'charging' | 'level'>): Partial<Readings> => ({
  charging,
  battery: level >= 0 && level <= 1 ? Math.round(level * 100) : undefined,
});

export async function watchBattery(
  tell: (readings: Partial<Readings>) => void,
  signal: AbortSignal,
): Promise<(() => Partial<Readings>) | null> {
  const battery = await getter()?.call(navigator);
  if (!battery) return null;
  const look = () => tell(readBattery(battery));
  battery.addEventListener('chargingchange', look, { signal });
  battery.addEventListener('levelchange', look, { signal });
  return () => readBattery(battery);
}
