// Which source pixels make a target pixel, and with what weights: Lanczos for resizing, Gauss for blurring. Weights are whole
// numbers that sum to 2^14, the same in every engine.
import { exp } from '../../math/exp.ts';
import { sin } from '../../math/trigonometry.ts';

export interface Windows {
  /** For each target pixel the first source pixel. */
  starts: Uint32Array;
  /** `taps` weights for each target pixel; those past the end of the source are 0. */
  weights: Int16Array<ArrayBuffer>;
  taps: number;
}

/** A stretch of a row or column of `size` pixels, which becomes `out` pixels. */
export interface Stretch {
  size: number;
  from: number;
  span: number;
  out: number;
}

const ONE = 1 << 14;
const LOBES = 3;
/** Beyond it a Gaussian is less than half a step of a byte. */
const GAUSS_REACH = 3;

/** Lanczos with three lobes, widened when shrinking. */
export function lanczosWindows(stretch: Stretch, multiple: number): Windows {
  const scale = Math.max(1, stretch.span / stretch.out);
  return makeWindows(stretch, LOBES * scale, multiple, (distance) => lanczos(distance / scale));
}

/** A blur of standard deviation `sigma`; the border is blurred with what there is. */
export function gaussWindows(size: number, sigma: number, multiple: number): Windows {
  const stretch = { size, from: 0, span: size, out: size };
  return makeWindows(stretch, GAUSS_REACH * sigma + 0.5, multiple, (distance) =>
    exp((-distance * distance) / (2 * sigma * sigma)),
  );
}

function makeWindows(
  { size, from, span, out }: Stretch,
  support: number,
  multiple: number,
  weigh: (distance: number) => number,
): Windows {
  const most = Math.min(size, Math.floor(2 * support) + 2);
  const taps = Math.ceil(most / multiple) * multiple;
  const starts = new Uint32Array(out);
  const weights = new Int16Array(out * taps);
  const raw = new Float64Array(most);
  for (let i = 0; i < out; i++) {
    const centre = from + ((i + 0.5) * span) / out;
    const first = Math.max(0, Math.ceil(centre - support - 0.5));
    const last = Math.min(size - 1, first + most - 1, Math.floor(centre + support - 0.5));
    let sum = 0;
    for (let k = first; k <= last; k++) {
      raw[k - first] = weigh(k + 0.5 - centre);
      sum += raw[k - first] ?? 0;
    }
    starts[i] = first;
    let left = ONE;
    let heaviest = 0;
    for (let k = 0; k <= last - first; k++) {
      const weight = Math.round(((raw[k] ?? 0) / sum) * ONE);
      weights[i * taps + k] = weight;
      left -= weight;
      if ((raw[k] ?? 0) > (raw[heaviest] ?? 0)) heaviest = k;
    }
    weights[i * taps + heaviest] = (weights[i * taps + heaviest] ?? 0) + left;
  }
  return { starts, weights, taps };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (x <= -LOBES || x >= LOBES) return 0;
  const turn = Math.PI * x;
  return (LOBES * sin(turn) * sin(turn / LOBES)) / (turn * turn);
}
