// The geometry of the rate chart: bars of one second each, their heights, their colours by duty, and round lines behind them. Pure.
import type { RateSample } from '#lib/contribution/rate-sample.ts';

/** How many steps of colour a duty has; 0 is rest. */
export const LEVELS = 5;

export interface Bar {
  x: number;
  width: number;
  y: number;
  height: number;
  /** 0 (rests) to LEVELS (full power). */
  level: number;
}

export interface RateLayout {
  bars: Bar[];
  /** What the top of the chart stands for, in `unit`; a round number. */
  top: number;
  lines: { y: number; value: number }[];
  unit: 'bytes' | 'chunks';
}

export interface Frame {
  width: number;
  height: number;
  /** How many samples fill the width. */
  capacity: number;
}

/** A bar that rests is still to be seen: a line at the bottom in the colour of rest. */
const REST_HEIGHT = 2;
const GAP_SHARE = 0.2;

/** Bytes where any were read in the window, since those say more; chunks elsewhere. Never both in one picture. */
export const unitOf = (samples: readonly RateSample[]): RateLayout['unit'] =>
  samples.some(({ bytesPerSecond }) => bytesPerSecond > 0) ? 'bytes' : 'chunks';

export const valueOf = (sample: RateSample, unit: RateLayout['unit']) =>
  unit === 'bytes' ? sample.bytesPerSecond : sample.chunksPerSecond;

/** 1, 2, 2.5 or 5 times a power of ten: the least that is not below the value. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((times) => times * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

export const levelOf = (duty: number) =>
  duty <= 0 ? 0 : Math.min(LEVELS, Math.max(1, Math.ceil(duty * LEVELS - 1e-9)));

/** The newest sample is at the right edge; what is older than the frame holds is left out. */
export function layOutRates(samples: readonly RateSample[], { width, height, capacity }: Frame): RateLayout {
  const shown = samples.slice(-capacity);
  const unit = unitOf(shown);
  const top = roundUp(Math.max(0, ...shown.map((sample) => valueOf(sample, unit))));
  const step = width / capacity;
  const left = width - shown.length * step;
  const bars = shown.map((sample, i) => {
    const barHeight = Math.max(REST_HEIGHT, (valueOf(sample, unit) / top) * height);
    return {
      x: left + i * step,
      width: step * (1 - GAP_SHARE),
      y: height - barHeight,
      height: barHeight,
      level: levelOf(sample.duty),
    };
  });
  const lines = [0.5, 1].map((share) => ({ y: height * (1 - share), value: top * share }));
  return { bars, top, lines, unit };
}
