// Words for the parameters of the kernels that come with Covey. A kernel that is not named here is shown with its own names.
import { locale, t } from '#lib/messages/t.ts';
import { compressWords } from './kernels/compress-words.ts';
import { imageWords } from './kernels/image-words.ts';
import type { KernelWords } from './kernels/kernel-words.ts';
import { ownCodeWords } from './kernels/own-code-words.ts';

const words: Record<string, KernelWords> = {
  script: ownCodeWords,
  wasm: ownCodeWords,
  hash: {
    algorithm: {
      label: 'Algorithm',
      hint: 'SHA-256 is what most people compare. BLAKE3 also splits large files among devices.',
      values: { sha256: 'SHA-256', blake3: 'BLAKE3', sha1: 'SHA-1', md5: 'MD5', crc32: 'CRC-32' },
    },
  },
  compress: compressWords,
  image: imageWords,
  matmul: {
    m: { label: 'Rows of A', hint: 'For generated matrices. With files, their own sizes count.' },
    k: { label: 'Columns of A, rows of B', hint: 'For generated matrices.' },
    n: { label: 'Columns of B', hint: 'For generated matrices.' },
    seed: { label: 'Seed', hint: 'For generated matrices. The same seed makes the same ones everywhere.' },
    block: {
      label: 'Block size',
      hint: 'Rows and columns of the result in one chunk. Left empty: what suits the sizes.',
    },
  },
  render: {
    width: { label: 'Width', hint: 'In pixels, at most 8192.' },
    height: { label: 'Height', hint: 'In pixels, at most 8192.' },
    samples: {
      label: 'Paths for each pixel',
      hint: 'Four times as many halve the grain, and take four times as long.',
    },
    bounces: { label: 'Bounces', hint: 'How often a path may turn. Glass behind glass needs more than 8.' },
    format: {
      label: 'Format',
      hint: 'PNG opens everywhere. EXR holds the light itself, for grading.',
      values: { png: 'PNG', exr: 'EXR', both: 'Both' },
    },
    tone: {
      label: 'Bright places',
      values: { filmic: 'Softened, as on film', plain: 'As they are' },
      appliesTo: ({ format }) => format !== 'exr',
    },
    exposure: {
      label: 'Exposure',
      hint: 'In stops: 1 is twice as bright.',
      appliesTo: ({ format }) => format !== 'exr',
    },
    turn: { label: 'Turn', hint: 'Degrees around the scene. Left empty: what suits it.' },
    tilt: { label: 'Height of the eye', hint: 'Degrees above the scene. Left empty: what suits it.' },
    fov: { label: 'Angle of view', hint: 'Degrees from top to bottom. Less is a longer lens.' },
    zoom: { label: 'Zoom', hint: '2 goes twice as near.' },
    sky: { label: 'Sky', hint: 'Its brightness. Left empty: 1 where nothing in the scene shines, else 0.' },
    floor: { label: 'A floor under the scene', hint: 'For scenes from files.' },
    seed: { label: 'Seed', hint: 'The same seed gives the same picture to the last bit, on any devices.' },
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
      appliesTo: ({ model }) => ['asian', 'walk', 'queue'].includes(String(model)),
      label: 'Steps',
      hint: 'Of a path or a walk; customers in line.',
    },
    option: {
      appliesTo: ({ model }) => ['european', 'asian'].includes(String(model)),
      label: 'Right',
      values: { call: 'To buy (call)', put: 'To sell (put)' },
    },
    average: {
      appliesTo: ({ model }) => model === 'asian',
      label: 'Average',
      values: { arithmetic: 'Arithmetic', geometric: 'Geometric' },
    },
    spot: { appliesTo: ({ model }) => ['european', 'asian'].includes(String(model)), label: 'Price today' },
    strike: {
      appliesTo: ({ model }) => ['european', 'asian'].includes(String(model)),
      label: 'Strike price',
    },
    rate: {
      appliesTo: ({ model }) => ['european', 'asian'].includes(String(model)),
      label: 'Interest rate',
      hint: 'A share per year: 0.03 is 3 %.',
    },
    volatility: {
      appliesTo: ({ model }) => ['european', 'asian'].includes(String(model)),
      label: 'Volatility',
      hint: 'A share per year: 0.2 is 20 %.',
    },
    years: {
      appliesTo: ({ model }) => ['european', 'asian'].includes(String(model)),
      label: 'Years',
      hint: 'Until it expires.',
    },
    expression: {
      appliesTo: ({ model }) => model === 'integral',
      label: 'Formula',
      hint: 'Of x, y, z, u, v, w: exp(-x^2), if(x > y, 1, 0)',
    },
    low: {
      appliesTo: ({ model }) => model === 'integral',
      label: 'From',
      hint: 'One bound for each variable.',
    },
    high: {
      appliesTo: ({ model }) => model === 'integral',
      label: 'To',
      hint: 'One bound for each variable.',
    },
    arrivals: {
      appliesTo: ({ model }) => model === 'queue',
      label: 'Customers that arrive',
      hint: 'Per unit of time.',
    },
    services: {
      appliesTo: ({ model }) => model === 'queue',
      label: 'Customers that are served',
      hint: 'Per unit of time.',
    },
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
      appliesTo: ({ mode }) => mode === 'nonce',
      label: 'Prefix',
      hint: 'What comes before the number when it is hashed.',
    },
    zeroBits: {
      appliesTo: ({ mode }) => mode === 'nonce',
      label: 'Zero bits',
      hint: 'How many the SHA-256 begins with; one more takes twice as long.',
    },
    tries: { appliesTo: ({ mode }) => mode === 'nonce', label: 'Numbers to try' },
    hash: {
      appliesTo: ({ mode }) => mode === 'preimage',
      label: 'SHA-256',
      hint: '64 hexadecimal digits. A toy: only short words are ever found.',
    },
    alphabet: {
      appliesTo: ({ mode }) => mode === 'preimage',
      label: 'Characters',
      hint: 'Those that it may be made of.',
    },
    shortest: { appliesTo: ({ mode }) => mode === 'preimage', label: 'Shortest', hint: 'Characters.' },
    longest: {
      appliesTo: ({ mode }) => mode === 'preimage',
      label: 'Longest',
      hint: 'Characters; one more takes as many times longer as there are characters.',
    },
    number: {
      appliesTo: ({ mode }) => mode === 'factor',
      label: 'Number',
      hint: 'In decimal digits, below 2^79.',
    },
    from: { appliesTo: ({ mode }) => mode === 'primes', label: 'From' },
    to: { appliesTo: ({ mode }) => mode === 'primes', label: 'To', hint: 'Included.' },
    list: {
      appliesTo: ({ mode }) => mode === 'primes',
      label: 'Primes to list',
      hint: 'The first ones, at most so many; all are counted.',
    },
    expression: {
      appliesTo: ({ mode }) => mode === 'sweep',
      label: 'Formula',
      hint: 'Of the variables: (x - 1)^2 + if(y > x, y, 0)',
    },
    variables: {
      appliesTo: ({ mode }) => mode === 'sweep',
      label: 'Variables',
      hint: 'x from 0 to 10 step 0.5, y from 1 to 3',
    },
    goal: {
      appliesTo: ({ mode }) => mode === 'sweep',
      label: 'Best is',
      values: { smallest: 'Smallest', largest: 'Largest' },
    },
    keep: { appliesTo: ({ mode }) => mode === 'sweep', label: 'Points to list', hint: 'The best ones.' },
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
  train: {
    model: {
      label: 'Model',
      hint: 'A network has a hidden layer and learns more; logistic regression is smaller.',
      values: { network: 'Neural network', logistic: 'Logistic regression' },
    },
    hidden: {
      appliesTo: ({ model }) => model === 'network',
      label: 'Units of the hidden layer',
      hint: 'More of them learn more, and take longer.',
    },
    rounds: { label: 'Rounds', hint: 'Each is a job that follows on the one before.' },
    batch: { label: 'Samples in a round' },
    chunks: { label: 'Chunks in a round', hint: 'The result is the same with any number of them.' },
    rate: { label: 'Learning rate', hint: 'How far each round moves the weights.' },
    momentum: { label: 'Momentum', hint: 'How much of its last move the next one keeps: 0 to 0.999.' },
    seed: { label: 'Seed', hint: 'The same seed gives the same weights to the last bit, on any devices.' },
    samples: { label: 'Digits to draw', hint: 'Without files. With files, theirs count.' },
    testShare: {
      label: 'Share kept aside',
      hint: 'Samples that the model never learns from, and is judged by in the end.',
    },
  },
  'text-tokenize': {
    mode: {
      label: 'Count',
      hint: 'Byte pairs are the tokens of language models: frequent parts of words, learnt from these files.',
      values: { words: 'Words', 'byte-pairs': 'Byte pairs' },
    },
    foldCase: { label: 'Upper and lower case are the same' },
    wordsTogether: {
      appliesTo: ({ mode }) => mode === 'words',
      label: 'Words in a row',
      hint: '2 counts pairs of neighbours, 3 triples.',
    },
    rows: { label: 'Rows of the list', hint: 'The most frequent ones.' },
    vocabulary: {
      appliesTo: ({ mode }) => mode === 'byte-pairs',
      label: 'Tokens to learn',
      hint: 'The 256 single bytes are among them.',
    },
  },
};

/** Whether a parameter has a meaning beside the others; one without is neither shown nor sent. */
export const paramApplies = (kernel: string, name: string, params: Readonly<Record<string, unknown>>) =>
  words[kernel]?.[name]?.appliesTo?.(params) ?? true;

export const paramHint = (kernel: string, name: string) => words[kernel]?.[name]?.hint;

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
  if (typeof value === 'boolean') return value ? t`yes` : t`no`;
  if (Array.isArray(value))
    return value.length === 0 ? t`none` : value.map((each) => valueLabel(kernel, name, each)).join(', ');
  if (typeof value === 'number') return new Intl.NumberFormat(locale()).format(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return words[kernel]?.[name]?.values?.[text] ?? text;
}
