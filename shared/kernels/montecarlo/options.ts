// Options on a price that follows a geometric Brownian motion: payoffs of one random path, discounted, and the closed forms.
// Black and Scholes 1973; for the geometric average at n equally spaced dates, Kemna and Vorst 1990.
import { deterministicMath as m } from '../math/deterministic-math.ts';
import type { MontecarloParams } from './params.ts';

type Draw = (uniform: () => number) => number;

export function europeanPayoff(params: MontecarloParams): Draw {
  const { spot, rate, volatility, years } = params;
  const drift = (rate - (volatility * volatility) / 2) * years;
  const spread = volatility * Math.sqrt(years);
  const discounted = discount(params);
  return (uniform) => discounted(spot * m.exp(drift + spread * m.normalQuantile(uniform())));
}

export function asianPayoff(params: MontecarloParams): Draw {
  const { spot, rate, volatility, years, steps, average } = params;
  const step = years / steps;
  const drift = (rate - (volatility * volatility) / 2) * step;
  const spread = volatility * Math.sqrt(step);
  const discounted = discount(params);
  if (average === 'geometric')
    return (uniform) => {
      let log = 0;
      let sum = 0;
      for (let i = 0; i < steps; i++) {
        log += drift + spread * m.normalQuantile(uniform());
        sum += log;
      }
      return discounted(spot * m.exp(sum / steps));
    };
  return (uniform) => {
    let price = spot;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      price *= m.exp(drift + spread * m.normalQuantile(uniform()));
      sum += price;
    }
    return discounted(sum / steps);
  };
}

function discount({ rate, years, strike, option }: MontecarloParams): (price: number) => number {
  const factor = m.exp(-rate * years);
  return option === 'call'
    ? (price) => factor * Math.max(0, price - strike)
    : (price) => factor * Math.max(0, strike - price);
}

export function blackScholes(params: MontecarloParams): number {
  const { spot, rate, volatility, years } = params;
  const logMean = m.log(spot) + (rate - (volatility * volatility) / 2) * years;
  return lognormalOption(params, logMean, volatility * volatility * years);
}

export function geometricAsian(params: MontecarloParams): number {
  const { spot, rate, volatility, years, steps: n } = params;
  const step = years / n;
  const logMean = m.log(spot) + ((rate - (volatility * volatility) / 2) * step * (n + 1)) / 2;
  const variance = (volatility * volatility * step * (n + 1) * (2 * n + 1)) / (6 * n);
  return lognormalOption(params, logMean, variance);
}

/** The discounted mean payoff where the logarithm of the price is normal. */
function lognormalOption(params: MontecarloParams, logMean: number, variance: number): number {
  const { strike, rate, years, option } = params;
  const forward = m.exp(logMean + variance / 2);
  if (variance === 0) return discount(params)(forward);
  const spread = Math.sqrt(variance);
  const d1 = (logMean - m.log(strike) + variance) / spread;
  const d2 = d1 - spread;
  const side = option === 'call' ? 1 : -1;
  const payoff = side * (forward * m.normalCdf(side * d1) - strike * m.normalCdf(side * d2));
  return m.exp(-rate * years) * payoff;
}
