// What an owner may choose for `train`, and what a chunk's computation is told: which blocks of samples are its share of the round.
import * as z from 'zod/mini';

export const TrainParams = z.strictObject({
  model: z._default(z.enum(['network', 'logistic']), 'network'),
  /** Units of the hidden layer of a network. */
  hidden: z._default(z.int().check(z.gte(1), z.lte(1024)), 32),
  /** In all: a model that is given as input has some behind it. */
  rounds: z._default(z.int().check(z.gte(1), z.lte(10_000)), 60),
  /** Samples of one round, rounded up to whole blocks. */
  batch: z._default(z.int().check(z.gte(32), z.lte(1_000_000)), 512),
  /** Into how many chunks a round is cut. */
  chunks: z._default(z.int().check(z.gte(1), z.lte(4096)), 8),
  rate: z._default(z.number().check(z.gte(1e-6), z.lte(10)), 0.2),
  momentum: z._default(z.number().check(z.gte(0), z.lte(0.999)), 0.9),
  seed: z._default(z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER)), 1),
  /** Without files: how many digits are drawn. */
  samples: z._default(z.int().check(z.gte(64), z.lte(10_000_000)), 20_000),
  /** Share of the samples that is kept aside, and by which the finished model is judged. */
  testShare: z._default(z.number().check(z.gte(0), z.lte(0.9)), 0.1),
});
export type TrainParams = z.infer<typeof TrainParams>;

/** The chunk's input: the weights (unless they are the first ones), then for each block its pictures and its labels (unless they are drawn). */
export interface TrainArgs {
  features: number;
  classes: number;
  /** All there are; the last block may be shorter than the others. */
  samples: number;
  blocks: number[];
  hasWeights: boolean;
  isDrawn: boolean;
}
