// How a job of `montecarlo` is cut, and what a block of samples amounts to: its mean and squares, 16 bytes.
import type { Block, BlockCut } from '../blocks/cut-blocks.ts';
import { openStream } from '../random/philox.ts';
import { models } from './models.ts';
import { momentsOf, type Moments } from './moments.ts';
import type { MontecarloParams } from './params.ts';

export const RECORD_BYTES = 16;
/** Some 5 ms on a laptop and 50 ms on an old phone. */
const DRAWS_PER_BLOCK = 65_536;
const BLOCKS_PER_CHUNK = 32;

/** Costs are random numbers drawn. */
export function cutSamples(params: MontecarloParams): BlockCut {
  const draws = models[params.model].draws(params);
  return {
    units: params.samples,
    unitsPerBlock: Math.max(1, Math.floor(DRAWS_PER_BLOCK / draws)),
    blocksPerChunk: BLOCKS_PER_CHUNK,
    costPerUnit: draws,
  };
}

export function openSampler(params: MontecarloParams): (block: Block) => Uint8Array {
  const draw = models[params.model].open(params);
  const stream = openStream(params.seed);
  return ({ first, count }) => {
    let sample = first;
    const { mean, squares } = momentsOf(count, () => {
      stream.seek(sample++);
      return draw(stream.next);
    });
    const record = new Uint8Array(RECORD_BYTES);
    const view = new DataView(record.buffer);
    view.setFloat64(0, mean, true);
    view.setFloat64(8, squares, true);
    return record;
  };
}

export function readRecord(view: DataView, number: number, { count }: Block): Moments {
  const at = number * RECORD_BYTES;
  return { count, mean: view.getFloat64(at, true), squares: view.getFloat64(at + 8, true) };
}
