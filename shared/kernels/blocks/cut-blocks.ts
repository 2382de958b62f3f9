// For kernels that count through something without reading anything: units (samples, candidates) in blocks, blocks in chunks,
// all by arithmetic. A chunk's result holds one record of fixed length for each block, which is what a check computes again.
import type { Plan } from '../kernel.ts';

export interface BlockCut {
  /** In the whole job. */
  units: number;
  unitsPerBlock: number;
  blocksPerChunk: number;
  /** In the kernel's own unit; a whole number. */
  costPerUnit: number;
}

export interface Block {
  /** The number of its first unit. */
  first: number;
  count: number;
}

export const chunksOf = ({ units, unitsPerBlock, blocksPerChunk }: BlockCut) =>
  Math.ceil(units / (unitsPerBlock * blocksPerChunk));

/** The blocks of a chunk; the last one of the job may be shorter than the others. */
export function blocksOf({ units, unitsPerBlock, blocksPerChunk }: BlockCut, chunk: number): Block[] {
  const start = chunk * unitsPerBlock * blocksPerChunk;
  const end = Math.min(units, start + unitsPerBlock * blocksPerChunk);
  const blocks: Block[] = [];
  for (let first = start; first < end; first += unitsPerBlock)
    blocks.push({ first, count: Math.min(unitsPerBlock, end - first) });
  return blocks;
}

/** Nothing is sent per chunk: its number and the parameters say everything. */
export function openBlocksPlan(cut: BlockCut): Plan {
  const count = chunksOf(cut);
  const perChunk = cut.unitsPerBlock * cut.blocksPerChunk;
  const unitsBefore = (chunk: number) => Math.min(cut.units, chunk * perChunk);
  return {
    count,
    cost: (first, length) => (unitsBefore(first + length) - unitsBefore(first)) * cut.costPerUnit,
    describe: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count)
        throw new RangeError(`there is no chunk ${index} of ${count}`);
      return null;
    },
  };
}
