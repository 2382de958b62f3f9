// What every mode of `search` is: candidates that are numbered, a record of fixed length for each block of them, and where the mode is
// over once something is found, how a hit is told.
import type { Block, BlockCut } from '../blocks/cut-blocks.ts';

/** Said of parameters that make no sense: begins with the parameter's name. */
export class SearchParamError extends Error {
  override name = 'SearchParamError';
}

export interface SearchMode {
  cut: BlockCut;
  recordBytes: number;
  /** Looks at the candidates of a block in order, to its end or to the first hit. */
  scan(block: Block): Uint8Array;
  /** The candidate that a record says is a hit, tried out here and now; null where it says none or it is not true. */
  hitOf(record: DataView, block: Block): number | null;
}
