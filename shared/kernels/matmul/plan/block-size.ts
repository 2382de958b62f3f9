// How large a block of C is, where the owner does not say: large enough that moving and checking panels is small against
// multiplying them, small enough for a phone's memory and patience, and so many that a swarm has something to share.
import { CoveyError } from '../../../contract/errors.ts';

export interface Sizes {
  m: number;
  k: number;
  n: number;
}

/** Numbers of a panel that a device holds (64 MiB as f32), and of one that is chosen here. */
const MOST_PANEL = 2 ** 24;
const USUAL_PANEL = 2 ** 23;
/** Multiply-adds of a block: half a second for a laptop's thread, some seconds for a phone's. */
const USUAL_WORK = 2 ** 32;
const LARGEST = 2048;
const SMALLEST = 512;
/** More blocks than this need not come of a small job. */
const WANTED_BLOCKS = 16;

/** @throws CoveyError `bad-params` or `too-large` */
export function blockSize({ m, k, n }: Sizes, wanted: number | undefined): number {
  if (!Number.isSafeInteger(m * k * n))
    throw new CoveyError(
      'too-large',
      `a product of ${m} × ${k} and ${k} × ${n} is beyond what can be counted`,
    );
  const most = Math.floor(MOST_PANEL / k);
  if (most < 16)
    throw new CoveyError('too-large', `A has ${k} columns; at most ${MOST_PANEL / 16} can be multiplied`, {
      hint: 'Multiply slices of A and B and add the products.',
    });
  if (wanted !== undefined) {
    if (wanted > most)
      throw new CoveyError('bad-params', `block: must be at most ${most} for matrices with ${k} in common`);
    return wanted;
  }
  const limit = Math.min(LARGEST, USUAL_PANEL / k, Math.sqrt(USUAL_WORK / k));
  const shared = Math.max(SMALLEST, Math.sqrt((m * n) / WANTED_BLOCKS));
  return Math.max(16, roundDown(Math.min(limit, shared)));
}

const roundDown = (side: number) => (side >= 64 ? Math.floor(side / 64) * 64 : Math.floor(side / 8) * 8);
