// The models: how one sample is drawn, how many random numbers it takes, and the true value where there is a formula for it.
import { compileExpression } from '../expression/compile-expression.ts';
import { parseExpression } from '../expression/parse-expression.ts';
import { deterministicMath as m } from '../math/deterministic-math.ts';
import { asianPayoff, blackScholes, europeanPayoff, geometricAsian } from './options.ts';
import type { MontecarloParams } from './params.ts';
import { queueWait } from './queue.ts';

export type Uniform = () => number;

export interface Model {
  /** What is estimated, in words. */
  what: string;
  /** Random numbers that one sample takes. */
  draws(params: MontecarloParams): number;
  /** @throws ExpressionError where a formula cannot be read. */
  open(params: MontecarloParams): (uniform: Uniform) => number;
  /** The true value; null where no formula is known. */
  exact(params: MontecarloParams): number | null;
}

export const VARIABLES = ['x', 'y', 'z', 'u', 'v', 'w'] as const;

const pi: Model = {
  what: 'π, from points in a square that lie in its quarter circle',
  draws: () => 2,
  open: () => (uniform) => {
    const x = uniform();
    const y = uniform();
    return x * x + y * y < 1 ? 4 : 0;
  },
  exact: () => m.PI,
};

const european: Model = {
  what: 'price of a European option',
  draws: () => 1,
  open: europeanPayoff,
  exact: blackScholes,
};

const asian: Model = {
  what: 'price of an Asian option',
  draws: ({ steps }) => steps,
  open: asianPayoff,
  exact: (params) => (params.average === 'geometric' ? geometricAsian(params) : null),
};

const integral: Model = {
  what: 'integral of the expression over the box',
  draws: ({ low }) => low.length,
  open: ({ expression, low, high }) => {
    const names = VARIABLES.slice(0, low.length);
    const f = compileExpression(parseExpression(expression, names));
    const point = new Float64Array(low.length);
    const widths = low.map((from, i) => (high[i] ?? from) - from);
    const volume = widths.reduce((product, width) => product * width, 1);
    return (uniform) => {
      for (let i = 0; i < point.length; i++) point[i] = (low[i] ?? 0) + (widths[i] ?? 0) * uniform();
      const value = f(point);
      if (!Number.isFinite(value))
        throw new Error(
          `the expression gives ${value} at ${names.map((name, i) => `${name} = ${point[i]}`).join(', ')}`,
        );
      return value * volume;
    };
  },
  exact: () => null,
};

const walk: Model = {
  what: 'mean squared distance of a walker on a grid from where the walk began',
  draws: ({ steps }) => steps,
  open:
    ({ steps }) =>
    (uniform) => {
      let x = 0;
      let y = 0;
      for (let step = 0; step < steps; step++) {
        const direction = Math.floor(4 * uniform());
        if (direction < 2) x += 2 * direction - 1;
        else y += 2 * direction - 5;
      }
      return x * x + y * y;
    },
  exact: ({ steps }) => steps,
};

const queue: Model = {
  what: 'mean time that a customer waits at one counter (M/M/1)',
  // Half of the customers only fill the shop.
  draws: ({ steps }) => 4 * steps,
  open: queueWait,
  exact: ({ arrivals, services }) =>
    arrivals < services ? arrivals / services / (services - arrivals) : null,
};

export const models: Readonly<Record<MontecarloParams['model'], Model>> = {
  pi,
  european,
  asian,
  integral,
  walk,
  queue,
};
