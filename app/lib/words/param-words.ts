// Words for the parameters of the kernels that come with Covey. A kernel that is not named here is shown with its own names.

interface ParamWords {
  label: string;
  hint?: string;
  values?: Record<string, string>;
  /** Left out: always. `params` are those entered, with what holds where nothing is. */
  appliesTo?: (params: Readonly<Record<string, unknown>>) => boolean;
}

const byPixels = (resize: unknown) => resize === 'fit' || resize === 'cover';
const hasWatermark = ({ watermark }: Readonly<Record<string, unknown>>) =>
  typeof watermark === 'string' && watermark.trim() !== '';

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
  image: {
    format: {
      label: 'Format',
      hint: 'JPEG opens everywhere. WebP is a third smaller, AVIF half as large and slower to make; PNG loses nothing.',
      values: { jpeg: 'JPEG', webp: 'WebP', avif: 'AVIF', png: 'PNG', same: 'As it was' },
    },
    quality: {
      label: 'Quality',
      hint: '1 to 100. Left empty: what is usual (80 for JPEG).',
      appliesTo: ({ format }) => format !== 'png',
    },
    resize: {
      label: 'Size',
      hint: 'Photos are turned upright first. Nothing is made larger unless you say so.',
      values: { fit: 'Fit inside', cover: 'Fill exactly', percent: 'Per cent', none: 'Keep' },
    },
    width: { label: 'Width', hint: 'In pixels.', appliesTo: ({ resize }) => byPixels(resize) },
    height: { label: 'Height', hint: 'In pixels.', appliesTo: ({ resize }) => byPixels(resize) },
    percent: { label: 'Per cent', appliesTo: ({ resize }) => resize === 'percent' },
    enlarge: { label: 'Enlarge small photos too', appliesTo: ({ resize }) => resize !== 'none' },
    grayscale: { label: 'Black and white' },
    blur: { label: 'Blur', hint: 'Radius in pixels, 0 to 100.' },
    sharpen: { label: 'Sharpen', hint: '0 to 100. After making smaller, 20 to 40 looks crisp.' },
    edge: { label: 'Edges only' },
    watermark: { label: 'Watermark', hint: 'A line of text, such as © Miller 2026.' },
    position: {
      label: 'Place of the watermark',
      values: {
        'bottom-right': 'Bottom right',
        'bottom-left': 'Bottom left',
        'top-right': 'Top right',
        'top-left': 'Top left',
        center: 'Middle',
      },
      appliesTo: hasWatermark,
    },
    opacity: { label: 'Strength of the watermark', hint: 'In per cent.', appliesTo: hasWatermark },
    keepExif: {
      label: 'Keep date, place and camera',
      hint: 'Usually left out, so that nobody learns from a shared photo where you live.',
      appliesTo: ({ format }) => format !== 'avif',
    },
  },
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
  montecarlo: {
    model: {
      label: 'Model',
      hint: 'What the samples are of. Each model looks at the parameters that name it.',
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
    steps: { label: 'Steps', hint: 'Of an Asian option’s path or a walk; customers of a waiting line.' },
    option: { label: 'Right', hint: 'Options.', values: { call: 'To buy (call)', put: 'To sell (put)' } },
    average: {
      label: 'Average',
      hint: 'Asian option.',
      values: { arithmetic: 'Arithmetic', geometric: 'Geometric' },
    },
    spot: { label: 'Price today', hint: 'Options.' },
    strike: { label: 'Strike price', hint: 'Options.' },
    rate: { label: 'Interest rate', hint: 'Options. A share per year: 0.03 is 3 %.' },
    volatility: { label: 'Volatility', hint: 'Options. A share per year: 0.2 is 20 %.' },
    years: { label: 'Years', hint: 'Options. Until it expires.' },
    expression: { label: 'Formula', hint: 'Integral. Of x, y, z, u, v, w: exp(-x^2), if(x > y, 1, 0)' },
    low: { label: 'From', hint: 'Integral. One bound for each variable.' },
    high: { label: 'To', hint: 'Integral. One bound for each variable.' },
    arrivals: { label: 'Customers that arrive', hint: 'Waiting line. Per unit of time.' },
    services: { label: 'Customers that are served', hint: 'Waiting line. Per unit of time.' },
  },
  search: {
    mode: {
      label: 'Look for',
      hint: 'A nonce, a word or a factor ends the job as soon as it is found. Each looks at the parameters that name it.',
      values: {
        nonce: 'A nonce',
        preimage: 'A word by its hash',
        factor: 'A factor',
        primes: 'Primes',
        sweep: 'The best point',
      },
    },
    prefix: { label: 'Prefix', hint: 'Nonce. What comes before the number when it is hashed.' },
    zeroBits: {
      label: 'Zero bits',
      hint: 'Nonce. How many the SHA-256 begins with; one more takes twice as long.',
    },
    tries: { label: 'Numbers to try', hint: 'Nonce.' },
    hash: { label: 'SHA-256', hint: 'Word. 64 hexadecimal digits. A toy: only short words are ever found.' },
    alphabet: { label: 'Characters', hint: 'Word. Those that it may be made of.' },
    shortest: { label: 'Shortest', hint: 'Word. Characters.' },
    longest: {
      label: 'Longest',
      hint: 'Word. Characters; one more takes as many times longer as there are characters.',
    },
    number: { label: 'Number', hint: 'Factor. In decimal digits, below 2^79.' },
    from: { label: 'From', hint: 'Primes.' },
    to: { label: 'To', hint: 'Primes. Included.' },
    list: { label: 'Primes to list', hint: 'Primes. The first ones, at most so many; all are counted.' },
    expression: { label: 'Formula', hint: 'Best point. Of the variables: (x - 1)^2 + if(y > x, y, 0)' },
    variables: { label: 'Variables', hint: 'Best point. x from 0 to 10 step 0.5, y from 1 to 3' },
    goal: { label: 'Best is', hint: 'Best point.', values: { smallest: 'Smallest', largest: 'Largest' } },
    keep: { label: 'Points to list', hint: 'Best point. The best ones.' },
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
    wordsTogether: { label: 'Words in a row', hint: 'Words. 2 counts pairs of neighbours, 3 triples.' },
    rows: { label: 'Rows of the list', hint: 'The most frequent ones.' },
    vocabulary: { label: 'Tokens to learn', hint: 'Byte pairs. The 256 single bytes are among them.' },
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
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((each) => valueLabel(kernel, name, each)).join(', ');
  if (typeof value === 'number') return new Intl.NumberFormat('en').format(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return words[kernel]?.[name]?.values?.[text] ?? text;
}
