// What a search amounts to: gathered from the records of all blocks in their order, told as the files of its output.
import type { Block } from '../blocks/cut-blocks.ts';
import { keepBest } from './keep-best.ts';
import { factorAt } from './modes/factor.ts';
import { wordAt } from './modes/preimage.ts';
import { listPrimes } from './modes/primes.ts';
import { readPairs, readVariables, setPoint } from './modes/sweep.ts';
import type { SearchParams } from './params.ts';
import { readTriple } from './records.ts';
import { openPrefixHasher, toHex } from './sha256.ts';

export interface Ending {
  /** The candidate that was found. */
  hit: number | null;
  /** All before it were looked at in vain. */
  isFirst: boolean;
  tried: number;
  /** Every candidate was looked at. */
  isComplete: boolean;
}

export interface TextFile {
  name: string;
  text: string;
}

export interface Summary {
  add(record: DataView, block: Block): void;
  files(ending: Ending): TextFile[];
}

const json = (value: unknown): TextFile => ({
  name: 'found.json',
  text: `${JSON.stringify(value, null, 2)}\n`,
});
const sha256 = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return toHex(openPrefixHasher(new Uint8Array(0)).digest(bytes, bytes.length));
};

export function openSummary(params: SearchParams): Summary {
  switch (params.mode) {
    case 'nonce':
      return ofNonce(params);
    case 'preimage':
      return ofPreimage(params);
    case 'factor':
      return ofFactor(params);
    case 'primes':
      return ofPrimes(params);
    case 'sweep':
      return ofSweep(params);
  }
}

const SMALLEST_DIGESTS = 10;

function ofNonce({ mode, prefix, zeroBits }: SearchParams): Summary {
  const best = keepBest(SMALLEST_DIGESTS, 'smallest');
  return {
    add(record) {
      const { candidate, score } = readTriple(record);
      best.offer(candidate, score);
    },
    files({ hit, tried, isComplete }) {
      const found =
        hit === null ? null : { nonce: hit, message: `${prefix}${hit}`, sha256: sha256(`${prefix}${hit}`) };
      const rows = best.ranked().map(({ candidate }) => `${candidate},${sha256(`${prefix}${candidate}`)}\n`);
      return [
        json({ mode, prefix, zeroBits, found, tried, isComplete }),
        { name: 'best.csv', text: `nonce,sha256\n${rows.join('')}` },
      ];
    },
  };
}

const ofPreimage = (params: SearchParams): Summary => ({
  add: () => {},
  files: ({ hit, tried, isComplete }) => {
    const found = hit === null ? null : { word: wordAt(params, hit), sha256: params.hash.toLowerCase() };
    return [json({ mode: params.mode, found, tried, isComplete })];
  },
});

const ofFactor = ({ mode, number }: SearchParams): Summary => ({
  add: () => {},
  files({ hit, isFirst, tried, isComplete }) {
    const factor = hit === null ? null : factorAt(number, hit);
    const found =
      factor === null
        ? null
        : { factor: `${factor}`, cofactor: `${BigInt(number) / factor}`, isSmallest: isFirst };
    return [
      json({ mode, number, found, isPrime: found ? false : isComplete ? true : null, tried, isComplete }),
    ];
  },
});

function ofPrimes(params: SearchParams): Summary {
  const { mode, from, to } = params;
  let count = 0;
  let largest: number | null = null;
  return {
    add(record) {
      const { candidate, tally } = readTriple(record);
      count += tally;
      if (candidate >= 0) largest = from + candidate;
    },
    files({ tried, isComplete }) {
      const list = listPrimes(params);
      return [
        json({ mode, from, to, count, largest, tried, isComplete }),
        { name: 'primes.txt', text: list.map((prime) => `${prime}\n`).join('') },
      ];
    },
  };
}

function ofSweep(params: SearchParams): Summary {
  const { mode, expression, goal, keep } = params;
  const best = keepBest(keep, goal);
  const variables = readVariables(params.variables);
  const names = variables.map(({ name }) => name);
  const pointOf = (candidate: number) => {
    const point = new Float64Array(variables.length);
    setPoint(variables, candidate, point);
    return [...point];
  };
  return {
    add(record) {
      for (const { candidate, value } of readPairs(record)) best.offer(candidate, value);
    },
    files({ tried, isComplete }) {
      const ranked = best.ranked().map(({ candidate, value }) => ({ value, point: pointOf(candidate) }));
      const [first] = ranked;
      const found = first
        ? { value: first.value, ...Object.fromEntries(names.map((name, i) => [name, first.point[i]])) }
        : null;
      const rows = ranked.map(({ value, point }, i) => `${[i + 1, value, ...point].join(',')}\n`);
      return [
        json({ mode, expression, goal, found, tried, isComplete }),
        { name: 'best.csv', text: `rank,value,${names.join(',')}\n${rows.join('')}` },
      ];
    },
  };
}
