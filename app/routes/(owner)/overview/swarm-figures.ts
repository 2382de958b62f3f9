// What the totals of the live view amount to: time, speed-up, energy. Pure.
import { DeviceKind } from '#shared/contract/device.ts';
import type { SwarmTotals } from '#shared/contract/viewer-messages.ts';

export interface Range {
  low: number;
  likely: number;
  high: number;
}

/**
 * Watts that one busy core draws, socket to socket: what makers state for whole processors under load, by their threads. An assumption,
 * since no browser and few programs can measure it.
 */
export const WATTS_PER_CORE: Readonly<Record<DeviceKind, Range>> = {
  phone: { low: 0.3, likely: 0.6, high: 1.2 },
  tablet: { low: 0.4, likely: 0.8, high: 1.6 },
  laptop: { low: 2, likely: 3.5, high: 7 },
  desktop: { low: 4, likely: 7, high: 12 },
  server: { low: 2, likely: 4, high: 8 },
};

export interface SwarmFigures {
  /** How long the queue takes at the present rate; null when nothing moves. */
  queueSeconds: number | null;
  /** Against the fastest device by itself; null while nothing moves. */
  speedUp: { factor: number; best: string } | null;
  watts: Range;
  /** Watt hours of everything that was ever computed by devices that are still known. */
  wattHours: Range;
}

/** `rate`: chunks per second. */
export function readFigures(totals: SwarmTotals, rate: number): SwarmFigures {
  const { bestRate, bestName, busyThreads, cpuSeconds } = totals;
  return {
    queueSeconds: rate > 0 ? totals.chunksQueued / rate : null,
    speedUp: bestRate > 0 ? { factor: totals.rate / bestRate, best: bestName } : null,
    watts: addUp((kind) => busyThreads[kind]),
    wattHours: addUp((kind) => cpuSeconds[kind] / 3600),
  };
}

function addUp(cores: (kind: DeviceKind) => number): Range {
  const total: Range = { low: 0, likely: 0, high: 0 };
  for (const kind of DeviceKind.options)
    for (const key of ['low', 'likely', 'high'] as const)
      total[key] += WATTS_PER_CORE[kind][key] * cores(kind);
  return total;
}
