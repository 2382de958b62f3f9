// Which numbers of its range a chunk of `probe` stands for.
import type { ProbeParams } from './params.ts';

/** The numbers first, first+1, … Sent only where the chunk number and `group` do not say it. */
export interface ProbeArgs {
  first: number;
  count: number;
}

export const probeNumbers = (params: ProbeParams, index: number, args: unknown): ProbeArgs =>
  (args as ProbeArgs | undefined) ?? { first: index * params.group, count: params.group };
