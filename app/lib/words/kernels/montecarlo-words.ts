// Words for the parameters of `montecarlo`.
import type { Applies, KernelWords } from './kernel-words.ts';

const isOption: Applies = ({ model }) => model === 'european' || model === 'asian';
const isIntegral: Applies = ({ model }) => model === 'integral';
const isQueue: Applies = ({ model }) => model === 'queue';

export const montecarloWords: KernelWords = {
  model: {
    label: 'Model',
    hint: 'What the samples are of.',
    values: {
      pi: 'π from random points',
      european: 'European option',
      asian: 'Asian option',
      integral: 'Integral of a formula',
      walk: 'Random walk',
      queue: 'Waiting line',
    },
  },
  samples: { label: 'Samples', hint: 'Four times as many halve the error.' },
  seed: { label: 'Seed', hint: 'The same seed gives the same result to the last bit, on any devices.' },
  confidence: { label: 'Confidence', hint: 'Probability that the interval holds the true value.' },
  steps: {
    appliesTo: ({ model }) => ['asian', 'walk', 'queue'].includes(String(model)),
    label: 'Steps',
    hint: 'Of a path or a walk; customers in line.',
  },
  option: {
    appliesTo: isOption,
    label: 'Right',
    values: { call: 'To buy (call)', put: 'To sell (put)' },
  },
  average: {
    appliesTo: ({ model }) => model === 'asian',
    label: 'Average',
    values: { arithmetic: 'Arithmetic', geometric: 'Geometric' },
  },
  spot: { appliesTo: isOption, label: 'Price today' },
  strike: {
    appliesTo: isOption,
    label: 'Strike price',
  },
  rate: {
    appliesTo: isOption,
    label: 'Interest rate',
    hint: 'A share per year: 0.03 is 3 %.',
  },
  volatility: {
    appliesTo: isOption,
    label: 'Volatility',
    hint: 'A share per year: 0.2 is 20 %.',
  },
  years: {
    appliesTo: isOption,
    label: 'Years',
    hint: 'Until it expires.',
  },
  expression: {
    appliesTo: isIntegral,
    label: 'Formula',
    hint: 'Of x, y, z, u, v, w: exp(-x^2), if(x > y, 1, 0)',
  },
  low: {
    appliesTo: isIntegral,
    label: 'From',
    hint: 'One bound for each variable.',
  },
  high: {
    appliesTo: isIntegral,
    label: 'To',
    hint: 'One bound for each variable.',
  },
  arrivals: {
    appliesTo: isQueue,
    label: 'Customers that arrive',
    hint: 'Per unit of time.',
  },
  services: {
    appliesTo: isQueue,
    label: 'Customers that are served',
    hint: 'Per unit of time.',
  },
};
