// What a lease's chunks read: told to the device with the lease, and the only parts that the device may fetch while it holds it [P21].
import type { Plans } from '../plans.ts';
import type { Lease } from '../../shared/contract/chunk.ts';
import type { JobNumber, Sha256 } from '../../shared/contract/ids.ts';

export interface LeaseContents {
  /** null when chunk number and parameters say everything. */
  chunks: Lease['chunks'];
  readable: Set<Sha256>;
  /** What the chunks read, bytes. */
  inputBytes: number;
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
  const end = Math.min(first + count, plan?.count ?? 0);
  const specs = Array.from({ length: Math.max(0, end - first) }, (_, i) => plan?.describe(first + i) ?? null);
  if (specs.every((spec) => spec === null)) return { chunks: null, readable, inputBytes: 0 };
  let inputBytes = 0;
  const chunks = specs.map((spec) => {
    for (const slice of spec?.input ?? []) {
      readable.add(slice.sha);
      inputBytes += slice.length;
    }
    return { input: spec?.input ?? [], ...(spec?.args !== undefined && { args: spec.args }) };
  });
  return { chunks, readable, inputBytes };
}
