// Makes a job of a request: everything about it is checked and its input cut before the coordinator hears of it.
import type { BlobStore } from '../../blobs/blob-store.ts';
import type { Coordinator } from '../../coordinator.ts';
import { draftJob, verificationOf } from '../../draft-job.ts';
import type { KernelScripts } from '../../kernel-scripts.ts';
import { viewJob } from '../../observe/views.ts';
import type { Plans } from '../../plans.ts';
import type { Job } from '../../scheduler/swarm-state.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { JobCreated } from '../../../shared/contract/http-api.ts';
import type { Sha256 } from '../../../shared/contract/ids.ts';
import {
  ENDED_STATES,
  type JobInput,
  type JobRequest,
  requireInputKind,
} from '../../../shared/contract/job.ts';
import { runsOwnerCode } from '../../../shared/kernels/owner-code/owner-limits.ts';
import { findKernel, parseParams, scriptNameOf } from '../../../shared/kernels/registry.ts';
import { checkInput } from '../../check-input.ts';
import type { Asked, Note } from '../note.ts';
import { IDEMPOTENCY_KEY } from '../openapi.ts';
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
  /** Of several requests with the same key one makes a job; the others are answered with it. */
  createOnce(
    asked: Asked & { swarm: number },
    request: JobRequest,
    key: string | undefined,
  ): Promise<JobCreated>;
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

  async function create(
    asked: Asked & { swarm: number },
    request: JobRequest,
    origin: string | null = null,
  ): Promise<JobCreated> {
    const { swarm } = asked;
    const kernel = findKernel(request.kernel);
    const params = parseParams(kernel, request.params) as Record<string, unknown>;
    requireInputKind(kernel, request.input.kind);
    const facts = checkInput(request.input);
    const runner = parts.scripts.versionOf(scriptNameOf(kernel, params, request.input));
    const missing = await missingOf(facts.parts);
    // who must look inside has nothing to look at yet; the scheduler has it cut once all is there
    const isCut = missing.length === 0 || !kernel.looksInside;
    const index = isCut ? await parts.split(kernel.name, params, request.input) : null;
    const script = runsOwnerCode(kernel.name) ? await parts.compose(kernel.name, params, runner) : runner;
    const { row, payload } = draftJob({
      number: coordinator().takeNumber('job'),
      swarm,
      name: request.name.trim() || defaultName(kernel.title, request.input),
      kernel,
      script,
      params,
      input: request.input,
      facts,
      index,
      verification: verificationOf(kernel, request.verification),
      priority: request.priority,
      state: missing.length > 0 ? 'uploading' : 'queued',
      at: coordinator().utc(),
      origin,
      parent: null,
    });
    parts.plans.prune((job) => !ENDED_STATES.has(state().jobs.get(job)?.row.state ?? 'cancelled'));
    if (isCut) parts.plans.add(row, payload);
    coordinator().dispatch({ type: 'jobSubmitted', row, payload, costs: parts.plans.costs(row.number) });
    await coordinator().persist([parts.note(asked, 'job-submitted', row.name, row.kernel)]);
    return { job: viewJob(findJob(state(), swarm, row.id), parts.now()), missing };
  }

  /** Requests with a key that are being answered: the job of one is not known before its input is cut. */
  const underWay = new Map<string, Promise<JobCreated>>();

  async function createOnce(
    asked: Asked & { swarm: number },
    request: JobRequest,
    key: string | undefined,
  ): Promise<JobCreated> {
    if (key === undefined) return create(asked, request);
    if (!IDEMPOTENCY_KEY.test(key))
      throw new CoveyError('bad-request', 'the Idempotency-Key is not 1 to 200 printable characters');
    const origin = `key:${asked.swarm}:${key}`;
    for (let other = underWay.get(origin); other; other = underWay.get(origin))
      await other.catch(() => undefined);
    for (const job of state().jobs.values()) if (job.row.origin === origin) return answerAgain(job, request);
    const made = create(asked, request, origin).finally(() => underWay.delete(origin));
    underWay.set(origin, made);
    return made;
  }

  async function answerAgain(job: Job, request: JobRequest): Promise<JobCreated> {
    // it may not be on disk yet
    await coordinator().persist();
    const payload = await coordinator().store.readPayload(job.row.number);
    const input = new TextDecoder().decode(payload?.input);
    if (job.row.kernel !== request.kernel || input !== JSON.stringify(request.input))
      throw new CoveyError('bad-request', `this Idempotency-Key was used for another job, ${job.row.name}`, {
        hint: 'Use a new key for every job.',
      });
    return { job: viewJob(job, parts.now()), missing: await missingOf(payload?.inputParts ?? []) };
  }

  return { create: (asked, request) => create(asked, request), createOnce, missingOf };
}

function defaultName(title: string, input: JobInput): string {
  if (input.kind === 'none') return title;
  if (input.kind === 'range') return `${title}, ${input.count} elements`;
  const [first] = input.files;
  return input.files.length === 1 && first
    ? `${title}: ${first.name}`
    : `${title}, ${input.files.length} files`;
}
