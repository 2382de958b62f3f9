// The opened plans of live jobs: how chunk i is described and what it costs. Rebuilt after a restart from the payload that was kept at
// submission; the only place that turns a job's stored input back into a kernel's plan.
import type { JobInput } from '../shared/contract/job.ts';
import { MAX_LEASE_CHUNKS } from '../shared/contract/chunk.ts';
import { CoveyError } from '../shared/contract/errors.ts';
import { ENDED_STATES, JobInput as JobInputSchema, MAX_CHUNKS } from '../shared/contract/job.ts';
import type { JobNumber } from '../shared/contract/ids.ts';
import type { KernelDescription, Plan } from '../shared/kernels/kernel.ts';
import { findKernel } from '../shared/kernels/registry.ts';
import type { CostModel, CutFacts } from './scheduler/events.ts';
import type { JobPayload, JobRow } from './scheduler/rows.ts';
import type { Store } from './store/store.ts';

const SPAN_CHUNKS = 8192;

/** What a job's row says of its plan. @throws CoveyError when there is nothing to compute, or more than can be numbered. */
export function factsOf(plan: Plan): CutFacts {
  const { count } = plan;
  if (count < 1) throw new CoveyError('no-input', 'there is nothing to compute in this input');
  if (count > MAX_CHUNKS)
    throw new CoveyError('bad-params', `this makes ${count} chunks; a job has at most ${MAX_CHUNKS}`);
  return { count, spanSize: Math.min(SPAN_CHUNKS, count), totalCost: plan.cost(0, count) };
}

/** A job that is cut later. */
export const UNCUT: CutFacts = { count: 0, spanSize: 1, totalCost: 0 };

/** Chunks in one lease at most: each described one makes the message longer, the others cost nothing. */
const DESCRIBED_CHUNKS = 256;

const ENDED_COSTS: CostModel = { cost: () => 0, maxLease: 1 };

export interface OpenJob {
  kernel: KernelDescription;
  params: unknown;
  input: JobInput;
  plan: Plan;
}

export interface Plans {
  /** Opens the plans of live jobs. @returns those that this version cannot read any more. */
  load(store: Store, jobs: readonly JobRow[]): Promise<{ job: JobNumber; reason: string }[]>;
  add(row: JobRow, payload: JobPayload): Plan;
  /** What the scheduler may ask. Of ended jobs nothing is handed out any more. */
  costs(job: JobNumber): CostModel;
  open(job: JobNumber): OpenJob | null;
  remove(job: JobNumber): void;
  /** Closes the plans of jobs that have ended; their inputs may be large. */
  prune(isLive: (job: JobNumber) => boolean): void;
}

export function openPlan(row: JobRow, payload: JobPayload): OpenJob {
  const kernel = findKernel(row.kernel);
  const input = JobInputSchema.parse(JSON.parse(new TextDecoder().decode(payload.input)));
  const params = kernel.params.parse(row.params);
  return { kernel, params, input, plan: kernel.openPlan(params, input, payload.index) };
}

export function makePlans(): Plans {
  const jobs = new Map<JobNumber, OpenJob>();

  function add(row: JobRow, payload: JobPayload): Plan {
    const open = openPlan(row, payload);
    jobs.set(row.number, open);
    return open.plan;
  }

  return {
    add,
    async load(store, rows) {
      jobs.clear();
      const unreadable: { job: JobNumber; reason: string }[] = [];
      for (const row of rows) {
        if (ENDED_STATES.has(row.state) || row.count === 0) continue;
        const payload = await store.readPayload(row.number);
        try {
          if (payload) add(row, payload);
        } catch (error) {
          unreadable.push({
            job: row.number,
            reason: error instanceof Error ? error.message : String(error),
          });
        }
      }
      return unreadable;
    },
    costs(job) {
      const open = jobs.get(job);
      if (!open) return ENDED_COSTS;
      const described = open.plan.describe(0) !== null;
      return {
        cost: (first, count) => open.plan.cost(first, count),
        maxLease: described ? DESCRIBED_CHUNKS : MAX_LEASE_CHUNKS,
        ...(open.kernel.needs && { needs: open.kernel.needs }),
      };
    },
    open: (job) => jobs.get(job) ?? null,
    remove: (job) => void jobs.delete(job),
    prune(isLive) {
      for (const job of jobs.keys()) if (!isLive(job)) jobs.delete(job);
    },
  };
}
