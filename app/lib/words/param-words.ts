// Words for the parameters of the kernels that come with Covey. A kernel that is not named here is shown with its own names.

interface ParamWords {
  label: string;
  hint?: string;
  values?: Record<string, string>;
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
};

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
