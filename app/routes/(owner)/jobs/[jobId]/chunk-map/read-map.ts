// What a chunk map says: of one cell, of all, and in a few equal stretches for whoever reads instead of looking. Pure.
import { locale, t } from '#lib/messages/t.ts';
import { CHUNK_STATES, type ChunkMap, type ChunkState } from '#shared/contract/chunk-map.ts';
import { count } from '#lib/words/numbers.ts';

export type Counts = Readonly<Record<ChunkState, number>>;

export interface Bin {
  /** Both inclusive. */
  first: number;
  last: number;
  counts: Counts;
}

export const chunkWords: Readonly<Record<ChunkState, string>> = {
  pending: t`waiting`,
  leased: 'on devices',
  recorded: 'being checked',
  accepted: t`accepted`,
  failed: t`failed`,
};

/** Every bin in order. */
export function readBins(map: ChunkMap): Bin[] {
  const bins: Bin[] = [];
  const end = map.first + map.count;
  for (const [alike, pending, leased, recorded, accepted, failed] of map.runs) {
    const counts = { pending, leased, recorded, accepted, failed };
    for (let i = 0; i < alike; i++) {
      const first = map.first + bins.length * map.binSize;
      bins.push({ first, last: Math.min(end, first + map.binSize) - 1, counts });
    }
  }
  return bins;
}

/** The same in about so many rows. */
export function readStretches(bins: readonly Bin[], rows: number): Bin[] {
  const size = Math.max(1, Math.ceil(bins.length / rows));
  const stretches: Bin[] = [];
  for (let at = 0; at < bins.length; at += size) {
    const some = bins.slice(at, at + size);
    stretches.push({ first: some[0]?.first ?? 0, last: some.at(-1)?.last ?? 0, counts: sum(some) });
  }
  return stretches;
}

const sum = (bins: readonly Bin[]): Counts =>
  Object.fromEntries(
    CHUNK_STATES.map((state) => [state, bins.reduce((total, bin) => total + bin.counts[state], 0)]),
  ) as Record<ChunkState, number>;

const number = new Intl.NumberFormat(locale());

/** `0 to 99`. */
export const numbersText = ({ first, last }: Pick<Bin, 'first' | 'last'>) =>
  first === last ? number.format(first) : `${number.format(first)} to ${number.format(last)}`;

export const rangeText = ({ first, last }: Pick<Bin, 'first' | 'last'>) =>
  first === last
    ? `Chunk ${number.format(first)}`
    : `Chunks ${number.format(first)} to ${number.format(last)}`;

/** `Chunks 0 to 99: 90 accepted, 10 waiting.` */
export function binText(bin: Bin): string {
  const present = CHUNK_STATES.toReversed().filter((state) => bin.counts[state] > 0);
  const [only] = present;
  if (present.length === 1 && only !== undefined)
    return bin.first === bin.last
      ? `${rangeText(bin)}: ${chunkWords[only]}.`
      : `${rangeText(bin)}: all ${chunkWords[only]}.`;
  return `${rangeText(bin)}: ${present.map((state) => `${count(bin.counts[state])} ${chunkWords[state]}`).join(', ')}.`;
}
