// The rate chart in words, for whoever does not see it and under it for everybody. Pure.
import type { RateSample } from '#lib/contribution/rate-sample.ts';
import { bytes, percent, rateText, span } from '#lib/words/numbers.ts';
import { unitOf, valueOf, type RateLayout } from './lay-out-rates.ts';

export const rateWords = (value: number, unit: RateLayout['unit']) =>
  unit === 'bytes' ? `${bytes(value)} per second` : `${rateText(value).replace(' per', ' chunks per')}`;

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
  const rested = resting === 0 ? '' : `, rested for ${span(resting)}`;
  return `Last ${time}: ${rateWords(mean(values), unit)} on average, ${rateWords(Math.max(...values), unit)} at most, at ${duty} duty${rested}.`;
}
