// The rate chart in words, for whoever does not see it and under it for everybody. Pure.
import type { RateSample } from '#lib/contribution/rate-sample.ts';
import { bytes, chunkRateText, percent, span } from '#lib/words/numbers.ts';
import { unitOf, valueOf, type RateLayout } from './lay-out-rates.ts';

export const rateWords = (value: number, unit: RateLayout['unit']) =>
  unit === 'bytes' ? `${bytes(value)} per second` : chunkRateText(value);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function describeRates(samples: readonly RateSample[]): string {
  if (samples.length < 2) return 'The chart fills while this page is open.';
  const unit = unitOf(samples);
  const values = samples.map((sample) => valueOf(sample, unit));
  const active = samples.filter(({ duty }) => duty > 0);
  const resting = samples.length - active.length;
  const time = span(samples.length);
  if (active.length === 0) return `Rested for the last ${time}.`;
  if (Math.max(...values) <= 0) return `Nothing was computed in the last ${time}.`;
  const duty = percent(mean(active.map((sample) => sample.duty)));
  const [usual, most] = [rateWords(mean(values), unit), rateWords(Math.max(...values), unit)];
  return resting === 0
    ? `Last ${time}: ${usual} on average, ${most} at most, at ${duty} duty.`
    : `Last ${time}: ${usual} on average, ${most} at most, at ${duty} duty, rested for ${span(resting)}.`;
}
