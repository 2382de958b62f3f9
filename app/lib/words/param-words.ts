// Words for the parameters of the kernels that come with Covey. A kernel that is not named here is shown with its own names.
import { locale, t } from '#lib/messages/t.ts';
import { compressWords } from './kernels/compress-words.ts';
import { hashWords } from './kernels/hash-words.ts';
import { imageWords } from './kernels/image-words.ts';
import type { KernelWords } from './kernels/kernel-words.ts';
import { mathStressWords } from './kernels/math-stress-words.ts';
import { matmulWords } from './kernels/matmul-words.ts';
import { montecarloWords } from './kernels/montecarlo-words.ts';
import { ownCodeWords } from './kernels/own-code-words.ts';
import { probeWords } from './kernels/probe-words.ts';
import { renderWords } from './kernels/render-words.ts';
import { searchWords } from './kernels/search-words.ts';
import { textTokenizeWords } from './kernels/text-tokenize-words.ts';
import { trainWords } from './kernels/train-words.ts';
import { videoWords } from './kernels/video-words.ts';

const words: Record<string, KernelWords> = {
  script: ownCodeWords,
  wasm: ownCodeWords,
  compress: compressWords,
  hash: hashWords,
  image: imageWords,
  'math-stress': mathStressWords,
  matmul: matmulWords,
  montecarlo: montecarloWords,
  probe: probeWords,
  render: renderWords,
  search: searchWords,
  'text-tokenize': textTokenizeWords,
  train: trainWords,
  video: videoWords,
};

export const hasWords = (kernel: string, name: string) => words[kernel]?.[name] !== undefined;

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
