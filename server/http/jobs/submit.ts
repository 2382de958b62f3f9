// Makes a job of a request: everything about it is checked and its input cut before the coordinator hears of it.
import type { BlobStore } from '../../blobs/blob-store.ts';
import type { Coordinator } from '../../coordinator.ts';
import { draftJob } from '../../draft-job.ts';
import type { KernelScripts } from '../../kernel-scripts.ts';
import { viewJob } from '../../observe/views.ts';
import type { Plans } from '../../plans.ts';
import type { JobCreated } from '../../../shared/contract/http-api.ts';
import type { Sha256 } from '../../../shared/contract/ids.ts';
import {
  ENDED_STATES,
  type JobInput,
  type JobRequest,
  requireInputKind,
} from '../../../shared/contract/job.ts';
import { CodeRef } from '../../../shared/kernels/owner-code/code-params.ts';
import { runsOwnerCode } from '../../../shared/kernels/owner-code/owner-limits.ts';
import { findKernel, parseParams, scriptNameOf } from '../../../shared/kernels/registry.ts';
import { checkInput } from '../../check-input.ts';
import type { Asked, Note } from '../note.ts';
import { findJob } from './find-job.ts';

export interface SubmitParts {
  coordinator: () => Coordinator;
  plans: Plans;
  blobs: BlobStore;
  scripts: KernelScripts;
  note: Note;
  split(kernel: string, params: Record<string, unknown>, input: JobInput): Promise<Uint8Array>;
  /** The script of a job that runs its owner's own code. @throws CoveyError naming the code */
  compose(kernel: string, params: Record<string, unknown>, runner: Sha256): Promise<Sha256>;
  now(): number;
}

export interface Submit {
  create(asked: Asked & { swarm: number }, request: JobRequest): Promise<JobCreated>;
  /** Which of these the coordinator does not have. */
  missingOf(parts: readonly Sha256[]): Promise<Sha256[]>;
}

export function makeSubmit(parts: SubmitParts): Submit {
  const { coordinator, blobs } = parts;
  const state = () => coordinator().scheduler.state;

  async function missingOf(inputParts: readonly Sha256[]): Promise<Sha256[]> {
    const missing: Sha256[] = [];
    for (const sha of inputParts) if (!(await blobs.has(sha))) missing.push(sha);
    return missing;
  }

  async function create(asked: Asked & { swarm: number }, request: JobRequest): Promise<JobCreated> {
    const { swarm } = asked;
    const kernel = findKernel(request.kernel);
    const params = parseParams(kernel, request.params) as Record<string, unknown>;
    requireInputKind(kernel, request.input.kind);
    const facts = checkInput(request.input);
    const runner = parts.scripts.versionOf(scriptNameOf(kernel, params, request.input));
    const code = runsOwnerCode(kernel.name) ? CodeRef.safeParse(params['code']).data : undefined;
    const missing = await missingOf(facts.parts);
    // who must look inside has nothing to look at yet; the scheduler has it cut once all is there
    const isCut = missing.length === 0 || !kernel.looksInside;
    const script = runsOwnerCode(kernel.name) ? await parts.compose(kernel.name, params, runner) : runner;
    const { row, payload } = draftJob({
      number: coordinator().takeNumber('job'),
      swarm,
      name: request.name.trim() || defaultName(kernel.title, request.input),
      kernel,
      script,
      params,
      input: request.input,
      // the code is kept as long as the job, which may be wanted once more
      facts: code ? { ...facts, parts: [...new Set([...facts.parts, code.sha])] } : facts,
      index: isCut ? await parts.split(kernel.name, params, request.input) : null,
      verification: request.verification ?? kernel.defaultVerification,
      priority: request.priority,
      state: missing.length > 0 ? 'uploading' : 'queued',
      at: coordinator().utc(),
      origin: null,
      parent: null,
    });
    parts.plans.prune((job) => !ENDED_STATES.has(state().jobs.get(job)?.row.state ?? 'cancelled'));
    if (isCut) parts.plans.add(row, payload);
    coordinator().dispatch({ type: 'jobSubmitted', row, payload, costs: parts.plans.costs(row.number) });
    await coordinator().persist([parts.note(asked, 'job-submitted', row.name, row.kernel)]);
    return { job: viewJob(findJob(state(), swarm, row.id), parts.now()), missing };
  }

  return { create, missingOf };
}

function defaultName(title: string, input: JobInput): string {
  if (input.kind === 'none') return title;
  if (input.kind === 'range') return `${title}, ${input.count} elements`;
  const [first] = input.files;
  return input.files.length === 1 && first
    ? `${title}: ${first.name}`
    : `${title}, ${input.files.length} files`;
}
