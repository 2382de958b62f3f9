// Words for the parameters of `search`.
import type { Applies, KernelWords } from './kernel-words.ts';

const looksFor =
  (what: string): Applies =>
  ({ mode }) =>
    mode === what;

export const searchWords: KernelWords = {
  mode: {
    label: 'Look for',
    hint: 'A nonce, a word or a factor ends the job as soon as it is found.',
    values: {
      nonce: 'A nonce',
      preimage: 'A word by its hash',
      factor: 'A factor',
      primes: 'Primes',
      sweep: 'The best point',
    },
  },
  prefix: {
    appliesTo: looksFor('nonce'),
    label: 'Prefix',
    hint: 'What comes before the number when it is hashed.',
  },
  zeroBits: {
    appliesTo: looksFor('nonce'),
    label: 'Zero bits',
    hint: 'How many the SHA-256 begins with; one more takes twice as long.',
  },
  tries: { appliesTo: looksFor('nonce'), label: 'Numbers to try' },
  hash: {
    appliesTo: looksFor('preimage'),
    label: 'SHA-256',
    hint: '64 hexadecimal digits. A toy: only short words are ever found.',
  },
  alphabet: {
    appliesTo: looksFor('preimage'),
    label: 'Characters',
    hint: 'Those that it may be made of.',
  },
  shortest: { appliesTo: looksFor('preimage'), label: 'Shortest', hint: 'Characters.' },
  longest: {
    appliesTo: looksFor('preimage'),
    label: 'Longest',
    hint: 'Characters; one more takes as many times longer as there are characters.',
  },
  number: {
    appliesTo: looksFor('factor'),
    label: 'Number',
    hint: 'In decimal digits, below 2^79.',
  },
  from: { appliesTo: looksFor('primes'), label: 'From' },
  to: { appliesTo: looksFor('primes'), label: 'To', hint: 'Included.' },
  list: {
    appliesTo: looksFor('primes'),
    label: 'Primes to list',
    hint: 'The first ones, at most so many; all are counted.',
  },
  expression: {
    appliesTo: looksFor('sweep'),
    label: 'Formula',
    hint: 'Of the variables: (x - 1)^2 + if(y > x, y, 0)',
  },
  variables: {
    appliesTo: looksFor('sweep'),
    label: 'Variables',
    hint: 'x from 0 to 10 step 0.5, y from 1 to 3',
  },
  goal: {
    appliesTo: looksFor('sweep'),
    label: 'Best is',
    values: { smallest: 'Smallest', largest: 'Largest' },
  },
  keep: { appliesTo: looksFor('sweep'), label: 'Points to list', hint: 'The best ones.' },
};
