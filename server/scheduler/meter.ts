// How much per second over the last few seconds: a sum that fades with a time constant, so that it costs two numbers and no timer.
export interface Meter {
  sum: number;
  at: number;
}

const FADE_MS = 5_000;

export const makeMeter = (now: number): Meter => ({ sum: 0, at: now });

export function countIn(meter: Meter, amount: number, now: number): void {
  meter.sum = meter.sum * Math.exp((meter.at - now) / FADE_MS) + amount;
  meter.at = now;
}

/** Amount per second at `now`. */
export const readMeter = (meter: Meter, now: number): number =>
  (meter.sum * Math.exp(Math.min(0, meter.at - now) / FADE_MS) * 1000) / FADE_MS;
