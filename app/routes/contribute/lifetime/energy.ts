// What the computing may have cost in energy: a range, because no browser measures it. The watts are an assumption, said openly beside the
// figure: what one busy core of such a device draws at full load beyond rest, from small efficient to large fast cores. Pure.
import { kindNouns } from '#lib/words/device-states.ts';
import { locale } from '#lib/messages/t.ts';
import type { DeviceKind } from '#shared/contract/device.ts';

export interface WattRange {
  least: number;
  most: number;
}

/** Of one busy core. */
export const wattsPerCore: Readonly<Record<DeviceKind, WattRange>> = {
  phone: { least: 0.5, most: 2 },
  tablet: { least: 0.5, most: 2.5 },
  laptop: { least: 2, most: 8 },
  desktop: { least: 4, most: 15 },
  server: { least: 3, most: 12 },
};

const SECONDS_PER_HOUR = 3600;

/** In Wh, from seconds of computing on one core. */
export function estimateEnergy(cpuSeconds: number, kind: DeviceKind): WattRange {
  const { least, most } = wattsPerCore[kind];
  const hours = cpuSeconds / SECONDS_PER_HOUR;
  return { least: least * hours, most: most * hours };
}

/** `3 to 12 Wh`: two figures at most, one unit for both. */
export function energyText(cpuSeconds: number, kind: DeviceKind): string {
  const { least, most } = estimateEnergy(cpuSeconds, kind);
  const [unit, size] = most >= 1000 ? ['kWh', 1000] : most >= 1 ? ['Wh', 1] : ['mWh', 0.001];
  const top = roughly(most / Number(size));
  if (most * 1000 < 1) return 'less than 1 mWh';
  return `${roughly(least / Number(size))} to ${top} ${unit}`;
}

function roughly(value: number): string {
  const figures = new Intl.NumberFormat(locale(), {
    maximumSignificantDigits: value < 1 ? 1 : 2,
    useGrouping: false,
  });
  return figures.format(value);
}

export const assumptionText = (kind: DeviceKind) =>
  `Assumes ${roughly(wattsPerCore[kind].least)} to ${roughly(wattsPerCore[kind].most)} W for each busy core of a ${kindNouns[kind]}. Nothing here measures it.`;
