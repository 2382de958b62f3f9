// A battery in the place of the browser's, which headless Chromium does not have: full and charging until a test says otherwise.
import type { Page } from 'playwright';

/** Runs in the page, before anything else. */
export function fakeBattery(): void {
  const battery = Object.assign(new EventTarget(), { charging: true, level: 1 });
  Object.assign(globalThis, {
    testBattery(charging: boolean, level: number) {
      Object.assign(battery, { charging, level });
      battery.dispatchEvent(new Event('chargingchange'));
    },
  });
  Object.defineProperty(Navigator.prototype, 'getBattery', { value: () => Promise.resolve(battery) });
}

/** `level` is 0 to 1. */
export const setBattery = (page: Page, { charging, level }: { charging: boolean; level: number }) =>
  page.evaluate(
    ([isCharging, share]) =>
      (globalThis as unknown as { testBattery(charging: boolean, level: number): void }).testBattery(
        isCharging,
        share,
      ),
    [charging, level] as const,
  );
