// What the simulation knows of each job and the program does not: what each chunk costs, its right bytes, and which chunks are poison.
import type { CostModel } from '../events.ts';
import type { JobRow } from '../rows.ts';
import type { Chance } from './fake-clock.ts';

export interface FakeJob {
  row: JobRow;
  /** Seconds of one chunk of cost 1 on a device of speed 1. */
  seconds: number;
  weight(index: number): number;
  costs: CostModel;
  /** Throws on every device. */
  poison: number;
  /** Takes its device down. */
  killer: number;
  /** The chunk that ends it early, if it looks for one. */
  needle: number;
  removed: boolean;
  /** Submitted without chunks: it is cut once it is uploaded, or cannot be. */
  looksInside: boolean;
  uncuttable: boolean;
}

export function makeFakeJob(row: JobRow, chance: Chance): FakeJob {
  const uneven = chance.happens(0.5);
  const weight = (index: number) => (uneven ? 1 + ((index * 7919) % 13) : 1);
  const cost = (first: number, count: number) => {
    if (!uneven) return count;
    let sum = 0;
    for (let index = first; index < first + count; index++) sum += weight(index);
    return sum;
  };
  row.totalCost = cost(0, row.count);
  return {
    row,
    seconds: chance.scale(0.02, 6),
    weight,
    costs: chance.happens(0.3) ? { cost, maxLease: chance.int(1, 16) } : { cost },
    poison: chance.happens(0.15) ? chance.int(0, row.count - 1) : -1,
    killer: chance.happens(0.1) ? chance.int(0, row.count - 1) : -1,
    needle: row.stops && chance.happens(0.7) ? chance.int(0, row.count - 1) : -1,
    removed: false,
    looksInside: row.state === 'uploading' && chance.happens(0.5),
    uncuttable: chance.happens(0.1),
  };
}

/** Eight bytes that nothing else has. */
export function rightBytes(job: number, index: number): Uint8Array {
  const out = new Uint8Array(8);
  const view = new DataView(out.buffer);
  view.setUint32(0, job, true);
  view.setUint32(4, Math.imul(index + 1, 2654435761) >>> 0, true);
  return out;
}

export const sameBytes = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
