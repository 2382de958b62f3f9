// Numbers as people read them, in their language: sizes, rates, spans of time, ages. Pure; the same on every screen.
import { locale, plural, t } from '#lib/messages/t.ts';

const whole = new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 });

export const count = (value: number) => (value >= 100_000 ? compact.format(value) : whole.format(value));

/** `1 device`, `3 devices`. */
export const counted = (value: number, one: string, many = `${one}s`) =>
  plural(value, count(value), `{0} ${one}`, `{0} ${many}`);

export function bytes(size: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? whole.format(value) : tenth.format(value)} ${units[unit]}`;
}

/** Said per minute, because that reads better. */
export const isSlow = (perSecond: number) => perSecond > 0 && perSecond < 0.95;

/** Chunks per second, or per minute. */
export function rate(perSecond: number): { value: string; unit: string } {
  if (isSlow(perSecond)) return { value: tenth.format(perSecond * 60), unit: 'per minute' };
  return { value: perSecond >= 10 ? count(perSecond) : tenth.format(perSecond), unit: 'per second' };
}

/** `1 chunk per second`, `40 chunks per minute`: the number, and the rest. */
export function chunkRate(perSecond: number): { value: string; unit: string } {
  const { value, unit } = rate(perSecond);
  return { value, unit: value === '1' ? `chunk ${unit}` : `chunks ${unit}` };
}

export const chunkRateText = (perSecond: number) =>
  `${chunkRate(perSecond).value} ${chunkRate(perSecond).unit}`;

/** Where a column is narrow. */
export function shortRate(perSecond: number): string {
  const { value } = rate(perSecond);
  return isSlow(perSecond) ? t`${value}/min` : t`${value}/s`;
}

export const rateText = (perSecond: number) => `${rate(perSecond).value} ${rate(perSecond).unit}`;

/** A whole number of each unit of time. */
const timeUnits = {
  s: (value: string) => `${value} s`,
  min: (value: string) => `${value} min`,
  h: (value: string) => `${value} h`,
  days: (value: string) => `${value} days`,
};
type TimeUnit = keyof typeof timeUnits;

/** A span in the two units that matter: `3 min 20 s`, `2 h 5 min`, `4 days 3 h`. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return timeUnits.s(whole.format(s));
  if (s < 3600) return pair(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 172_800) return pair(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return pair(Math.floor(s / 86_400), 'days', Math.floor((s % 86_400) / 3600), 'h');
}

function pair(a: number, unitA: TimeUnit, b: number, unitB: TimeUnit): string {
  const first = timeUnits[unitA](whole.format(a));
  return b === 0 ? first : `${first} ${timeUnits[unitB](whole.format(b))}`;
}

/** A time that is only an estimate, in the one unit that matters; undefined: a few seconds. */
function estimated(seconds: number): { value: string; unit: TimeUnit } | undefined {
  if (seconds < 10) return undefined;
  if (seconds < 60) return { value: whole.format(Math.ceil(seconds / 10) * 10), unit: 's' };
  if (seconds < 3600) return { value: whole.format(Math.round(seconds / 60)), unit: 'min' };
  if (seconds < 86_400) return { value: tenth.format(seconds / 3600), unit: 'h' };
  return { value: tenth.format(seconds / 86_400), unit: 'days' };
}

/** A time left that is only an estimate is said roughly. */
export function about(seconds: number): string {
  const time = estimated(seconds);
  return time ? `about ${timeUnits[time.unit](time.value)}` : 'a few seconds';
}

/** Two estimates as one: `2 to 5 min`, `40 s to 2 min`; one of them where both say the same. */
export function aboutRange(low: number, high: number): string {
  const [from, to] = [estimated(low), estimated(high)];
  if (!to || (from?.value === to.value && from.unit === to.unit)) return about(high);
  const end = timeUnits[to.unit](to.value);
  if (!from) return `a few seconds to ${end}`;
  return from.unit === to.unit ? `${from.value} to ${end}` : `${timeUnits[from.unit](from.value)} to ${end}`;
}

export function ago(at: number, now: number): string {
  const seconds = (now - at) / 1000;
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds / 10) * 10} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${counted(Math.floor(seconds / 86_400), 'day')} ago`;
}

/** `0.4 ms`, `230 ms`, `4.2 s`. */
export const brief = (ms: number) =>
  ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${tenth.format(ms / 1000)} s`;

export const percent = (share: number) => `${Math.floor(share * 100 + 1e-9)} %`;

/** `3.4 ×`, `0.8 ×`. */
export const times = (factor: number) => `${factor >= 10 ? whole.format(factor) : tenth.format(factor)} ×`;

/** Two digits are enough of an estimate. */
const rough = new Intl.NumberFormat(locale(), { maximumSignificantDigits: 2 });
export const watts = (value: number) => `${rough.format(value)} W`;
/** `3 to 12 W`. */
export const wattRange = (low: number, high: number) => `${rough.format(low)} to ${watts(high)}`;
export const wattHours = (value: number) =>
  value >= 1000 ? `${rough.format(value / 1000)} kWh` : `${rough.format(value)} Wh`;

/** `14:59` of a time that runs out. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds >= 5400) return span(seconds - (seconds % 60));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long something still lasts, in the one unit that matters: `90 days`, `47 h`, `12 min`. Begun units count whole. */
export function timeLeft(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / 60_000));
  if (minutes < 90) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.ceil(minutes / 60)} h`;
  return counted(Math.ceil(minutes / 1440), 'day');
}

export const clockTime = (at: number) =>
  new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(at);
export const dayAndTime = (at: number) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
