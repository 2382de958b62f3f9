// Words for the parameters of the kernels that come with Covey. A kernel that is not named here is shown with its own names.

interface ParamWords {
  label: string;
  hint?: string;
  values?: Record<string, string>;
  /** It matters only with these values of another parameter. */
  only?: Record<string, readonly string[]>;
}

const words: Record<string, Record<string, ParamWords>> = {
  hash: {
    algorithm: {
      label: 'Algorithm',
      hint: 'SHA-256 is what most people compare. BLAKE3 also splits large files among devices.',
      values: { sha256: 'SHA-256', blake3: 'BLAKE3', sha1: 'SHA-1', md5: 'MD5', crc32: 'CRC-32' },
    },
  },
  compress: {
    format: {
      label: 'Format',
      hint: 'gzip opens everywhere. Zstandard is faster and smaller.',
      values: { gzip: 'gzip', zstd: 'Zstandard' },
    },
    level: {
      label: 'Effort',
      hint: 'More effort makes smaller files and takes longer. Left empty: what is usual.',
    },
    archive: {
      label: 'Result',
      hint: 'One compressed file for each, or all of them in one .zip archive.',
      values: { auto: 'Automatic', each: 'One each', zip: 'One .zip' },
    },
  },
  montecarlo: {
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
      only: { model: ['asian', 'walk', 'queue'] },
      label: 'Steps',
      hint: 'Of a path or a walk; customers in line.',
    },
    option: {
      only: { model: ['european', 'asian'] },
      label: 'Right',
      values: { call: 'To buy (call)', put: 'To sell (put)' },
    },
    average: {
      only: { model: ['asian'] },
      label: 'Average',
      values: { arithmetic: 'Arithmetic', geometric: 'Geometric' },
    },
    spot: { only: { model: ['european', 'asian'] }, label: 'Price today' },
    strike: { only: { model: ['european', 'asian'] }, label: 'Strike price' },
    rate: {
      only: { model: ['european', 'asian'] },
      label: 'Interest rate',
      hint: 'A share per year: 0.03 is 3 %.',
    },
    volatility: {
      only: { model: ['european', 'asian'] },
      label: 'Volatility',
      hint: 'A share per year: 0.2 is 20 %.',
    },
    years: { only: { model: ['european', 'asian'] }, label: 'Years', hint: 'Until it expires.' },
    expression: {
      only: { model: ['integral'] },
      label: 'Formula',
      hint: 'Of x, y, z, u, v, w: exp(-x^2), if(x > y, 1, 0)',
    },
    low: { only: { model: ['integral'] }, label: 'From', hint: 'One bound for each variable.' },
    high: { only: { model: ['integral'] }, label: 'To', hint: 'One bound for each variable.' },
    arrivals: { only: { model: ['queue'] }, label: 'Customers that arrive', hint: 'Per unit of time.' },
    services: { only: { model: ['queue'] }, label: 'Customers that are served', hint: 'Per unit of time.' },
  },
  search: {
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
      only: { mode: ['nonce'] },
      label: 'Prefix',
      hint: 'What comes before the number when it is hashed.',
    },
    zeroBits: {
      only: { mode: ['nonce'] },
      label: 'Zero bits',
      hint: 'How many the SHA-256 begins with; one more takes twice as long.',
    },
    tries: { only: { mode: ['nonce'] }, label: 'Numbers to try' },
    hash: {
      only: { mode: ['preimage'] },
      label: 'SHA-256',
      hint: '64 hexadecimal digits. A toy: only short words are ever found.',
    },
    alphabet: { only: { mode: ['preimage'] }, label: 'Characters', hint: 'Those that it may be made of.' },
    shortest: { only: { mode: ['preimage'] }, label: 'Shortest', hint: 'Characters.' },
    longest: {
      only: { mode: ['preimage'] },
      label: 'Longest',
      hint: 'Characters; one more takes as many times longer as there are characters.',
    },
    number: { only: { mode: ['factor'] }, label: 'Number', hint: 'In decimal digits, below 2^79.' },
    from: { only: { mode: ['primes'] }, label: 'From' },
    to: { only: { mode: ['primes'] }, label: 'To', hint: 'Included.' },
    list: {
      only: { mode: ['primes'] },
      label: 'Primes to list',
      hint: 'The first ones, at most so many; all are counted.',
    },
    expression: {
      only: { mode: ['sweep'] },
      label: 'Formula',
      hint: 'Of the variables: (x - 1)^2 + if(y > x, y, 0)',
    },
    variables: {
      only: { mode: ['sweep'] },
      label: 'Variables',
      hint: 'x from 0 to 10 step 0.5, y from 1 to 3',
    },
    goal: {
      only: { mode: ['sweep'] },
      label: 'Best is',
      values: { smallest: 'Smallest', largest: 'Largest' },
    },
    keep: { only: { mode: ['sweep'] }, label: 'Points to list', hint: 'The best ones.' },
  },
  'math-stress': {
    load: {
      label: 'Load',
      values: {
        all: 'All in turns',
        integers: 'Whole numbers',
        floats: 'Fractions',
        simd: 'Vectors (WebAssembly)',
        memory: 'Memory',
      },
    },
    chunks: { label: 'Chunks', hint: 'Four for each device at least, so that each meets every load.' },
    rounds: { label: 'Rounds in a chunk', hint: 'One takes some 10 ms on a laptop.' },
  },
  'text-tokenize': {
    mode: {
      label: 'Count',
      hint: 'Byte pairs are the tokens of language models: frequent parts of words, learnt from these files.',
      values: { words: 'Words', 'byte-pairs': 'Byte pairs' },
    },
    foldCase: { label: 'Upper and lower case are the same' },
    wordsTogether: {
      only: { mode: ['words'] },
      label: 'Words in a row',
      hint: '2 counts pairs of neighbours, 3 triples.',
    },
    rows: { label: 'Rows of the list', hint: 'The most frequent ones.' },
    vocabulary: {
      only: { mode: ['byte-pairs'] },
      label: 'Tokens to learn',
      hint: 'The 256 single bytes are among them.',
    },
  },
};

export const paramHint = (kernel: string, name: string) => words[kernel]?.[name]?.hint;

/** Whether a parameter matters with the values that the others have. */
export const paramMatters = (kernel: string, name: string, valueOf: (other: string) => unknown): boolean =>
  Object.entries(words[kernel]?.[name]?.only ?? {}).every(([other, values]) =>
    values.includes(String(valueOf(other))),
  );

export function paramLabel(kernel: string, name: string): string {
  const known = words[kernel]?.[name]?.label;
  if (known !== undefined) return known;
  const spaced = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function valueLabel(kernel: string, name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((each) => valueLabel(kernel, name, each)).join(', ');
  if (typeof value === 'number') return new Intl.NumberFormat('en').format(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return words[kernel]?.[name]?.values?.[text] ?? text;
}
