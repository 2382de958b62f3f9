// What a lease's chunks read: told to the device with the lease, and the only parts that the device may fetch while it holds it [P21].
import type { Plans } from '../plans.ts';
import type { Lease } from '../../shared/contract/chunk.ts';
import type { JobNumber, Sha256 } from '../../shared/contract/ids.ts';

export interface LeaseContents {
  /** null when chunk number and parameters say everything. */
  chunks: Lease['chunks'];
  readable: Set<Sha256>;
}

export function describeLease(
  plans: Plans,
  script: Sha256,
  job: JobNumber,
  first: number,
  count: number,
): LeaseContents {
  const readable = new Set([script]);
  const plan = plans.open(job)?.plan;
  const chunks: NonNullable<Lease['chunks']> = [];
  const end = Math.min(first + count, plan?.count ?? 0);
  for (let index = first; plan && index < end; index++) {
    const spec = plan.describe(index);
    if (!spec) return { chunks: null, readable };
    for (const slice of spec.input) readable.add(slice.sha);
    chunks.push(spec.args === undefined ? { input: spec.input } : { input: spec.input, args: spec.args });
  }
  return { chunks, readable };
}
