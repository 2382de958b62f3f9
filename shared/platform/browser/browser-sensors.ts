// What a page can see of its device: whether anybody sees the page, whether it runs on battery. Page only; the supervisor is
// told. What follows from a reading is the contribution's affair.
import type { Reading, Sensors } from '../../runtime/ports.ts';

interface Battery extends EventTarget {
  charging: boolean;
}

export function createBrowserSensors(): Sensors {
  const ended = { current: new AbortController() };
  return {
    start(listener) {
      const { signal } = (ended.current = new AbortController());
      const reading: Reading = {};
      const tell = (change: Reading) => listener({ ...Object.assign(reading, change) });
      const look = () => tell({ hidden: document.visibilityState === 'hidden' });
      document.addEventListener('visibilitychange', look, { signal });
      look();
      void watchBattery((onBattery) => tell({ onBattery }), signal);
    },
    stop: () => ended.current.abort(),
  };
}

/** Chromium on secure origins only; elsewhere the battery stays unknown. */
async function watchBattery(tell: (onBattery: boolean) => void, signal: AbortSignal): Promise<void> {
  const { getBattery } = navigator as Navigator & { getBattery?: () => Promise<Battery> };
  if (!getBattery) return;
  const battery = await getBattery.call(navigator).catch(() => undefined);
  if (!battery || signal.aborted) return;
  const look = () => tell(!battery.charging);
  battery.addEventListener('chargingchange', look, { signal });
  look();
}
