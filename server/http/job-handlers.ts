// Jobs: submit, steer, look, download. Everything about a request is checked before the coordinator hears of it.
import { randomBytes, randomInt } from 'node:crypto';
import * as z from 'zod/mini';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Coordinator } from '../coordinator.ts';
import { jobsOf, viewJob } from '../observe/views.ts';
import type { KernelScripts } from '../kernel-scripts.ts';
import type { Plans } from '../plans.ts';
import type { JobPayload, JobRow } from '../scheduler/rows.ts';
import type { Job } from '../scheduler/swarm-state.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { type JobNumber, makeId, type Sha256 } from '../../shared/contract/ids.ts';
import { ENDED_STATES, type JobInput, type JobRequest, MAX_CHUNKS } from '../../shared/contract/job.ts';
import { findKernel, kernels, parseParams } from '../../shared/kernels/registry.ts';
import type { Handlers } from './api.ts';
import { checkInput } from './check-input.ts';
import type { Asked, Note } from './note.ts';
import { contentDisposition, serveBlob } from './serve-bytes.ts';

const SPAN_CHUNKS = 8192;
const LISTED_FAILURES = 1000;

export interface JobParts {
  coordinator: () => Coordinator;
  plans: Plans;
  blobs: BlobStore;
  scripts: KernelScripts;
  note: Note;
  split(kernel: string, params: Record<string, unknown>, input: JobInput): Promise<Uint8Array>;
  now(): number;
}

type JobRoutes =
  | 'kernels'
  | 'jobs'
  | 'createJob'
  | 'uploaded'
  | 'job'
  | 'pauseJob'
  | 'resumeJob'
  | 'cancelJob'
  | 'prioritizeJob'
  | 'removeJob'
  | 'jobFailures'
  | 'jobShares'
  | 'jobOutputs'
  | 'downloadOutput';

export function makeJobHandlers(parts: JobParts): Pick<Handlers, JobRoutes> {
  const { coordinator, blobs } = parts;
  const state = () => coordinator().scheduler.state;

  function find(swarm: number, id: string): Job {
    for (const job of state().jobs.values()) if (job.row.id === id && job.row.swarm === swarm) return job;
    throw new CoveyError('not-found', `there is no job ${id}`);
  }

  const show = (swarm: number, id: string) => viewJob(find(swarm, id), parts.now());

  function refuseUnless(job: Job, fits: boolean, what: string): void {
    if (!fits)
      throw new CoveyError(
        'wrong-state',
        `the job ${job.row.name} is ${job.row.state}; it cannot be ${what}`,
      );
  }

  async function steer(
    asked: Asked & { swarm: number; param(name: string): string },
    allowed: (job: Job) => boolean,
    what: string,
    event: (job: JobNumber) => Parameters<Coordinator['dispatch']>[0],
  ) {
    const { swarm } = asked;
    const id = asked.param('id');
    const job = find(swarm, id);
    refuseUnless(job, allowed(job), what);
    coordinator().dispatch(event(job.row.number));
    await coordinator().persist([parts.note(asked, 'job-steered', job.row.name, what)]);
    return show(swarm, id);
  }

  async function missingOf(inputParts: readonly Sha256[]): Promise<Sha256[]> {
    const missing: Sha256[] = [];
    for (const sha of inputParts) if (!(await blobs.has(sha))) missing.push(sha);
    return missing;
  }

  async function create(asked: Asked & { swarm: number }, request: JobRequest) {
    const { swarm } = asked;
    const kernel = findKernel(request.kernel);
    const script = parts.scripts.versionOf(kernel.name);
    const params = parseParams(kernel, request.params) as Record<string, unknown>;
    if (request.input.kind !== kernel.input)
      throw new CoveyError(
        'bad-request',
        `the kernel ${kernel.name} takes ${kernel.input}, not ${request.input.kind}`,
      );
    const facts = checkInput(request.input);
    const index = await parts.split(kernel.name, params, request.input);
    const plan = kernel.openPlan(params, request.input, index);
    if (plan.count < 1) throw new CoveyError('no-input', 'there is nothing to compute in this input');
    if (plan.count > MAX_CHUNKS)
      throw new CoveyError('bad-params', `this makes ${plan.count} chunks; a job has at most ${MAX_CHUNKS}`);
    const payload: JobPayload = {
      input: new TextEncoder().encode(JSON.stringify(request.input)),
      index,
      inputParts: facts.parts,
    };
    const missing = await missingOf(facts.parts);
    const number = coordinator().takeNumber('job');
    const row: JobRow = {
      number,
      id: makeId('job', randomBytes(16)),
      swarm,
      name: request.name.trim() || defaultName(kernel.title, request.input),
      kernel: kernel.name,
      script,
      params,
      verification: request.verification ?? kernel.defaultVerification,
      checkShare: kernel.checkShare(params),
      priority: request.priority,
      state: missing.length > 0 ? 'uploading' : 'queued',
      note: '',
      // a number may come back when a tick fails, its generation does not: late results of the other job are told `gone`
      generation: randomInt(1, 2 ** 31),
      count: plan.count,
      spanSize: Math.min(SPAN_CHUNKS, plan.count),
      totalCost: plan.cost(0, plan.count),
      inputBytes: facts.bytes,
      inputFiles: facts.files,
      createdAt: coordinator().utc(),
      startedAt: null,
      endedAt: null,
      outputs: [],
    };
    parts.plans.prune((job) => !ENDED_STATES.has(state().jobs.get(job)?.row.state ?? 'cancelled'));
    parts.plans.add(row, payload);
    coordinator().dispatch({ type: 'jobSubmitted', row, payload, costs: parts.plans.costs(number) });
    await coordinator().persist([parts.note(asked, 'job-submitted', row.name, row.kernel)]);
    return { job: show(swarm, row.id), missing };
  }

  return {
    kernels: () =>
      kernels.map(({ name, title, summary, input, params, defaultVerification }) => ({
        name,
        title,
        summary,
        input,
        version: parts.scripts.versionOf(name),
        params: z.toJSONSchema(params, { io: 'input' }),
        defaultVerification,
      })),
    jobs: ({ swarm }) => jobsOf(state(), swarm).map((job) => viewJob(job, parts.now())),
    job: ({ swarm, param }) => show(swarm, param('id')),
    createJob: (request) => create(request, request.body),
    async uploaded({ swarm, param }) {
      const job = find(swarm, param('id'));
      refuseUnless(job, !ENDED_STATES.has(job.row.state), 'uploaded to');
      const payload = await coordinator().store.readPayload(job.row.number);
      const missing = await missingOf(payload?.inputParts ?? []);
      if (missing.length === 0 && job.row.state === 'uploading') {
        coordinator().dispatch({ type: 'jobUploaded', job: job.row.number });
        await coordinator().persist();
      }
      return { job: show(swarm, param('id')), missing };
    },
    pauseJob: (request) =>
      steer(
        request,
        (job) => job.row.state === 'queued' || job.row.state === 'running',
        'paused',
        (job) => ({ type: 'jobPaused', job }),
      ),
    resumeJob: (request) =>
      steer(
        request,
        (job) => job.row.state === 'paused',
        'resumed',
        (job) => ({ type: 'jobResumed', job }),
      ),
    cancelJob: (request) =>
      steer(
        request,
        (job) => !ENDED_STATES.has(job.row.state),
        'cancelled',
        (job) => ({ type: 'jobCancelled', job, at: coordinator().utc() }),
      ),
    prioritizeJob: (request) =>
      steer(
        request,
        (job) => !ENDED_STATES.has(job.row.state),
        'given another priority',
        (job) => ({ type: 'jobPrioritized', job, priority: request.body.priority }),
      ),
    async removeJob({ who, swarm, channel, param }) {
      const job = find(swarm, param('id'));
      refuseUnless(job, ENDED_STATES.has(job.row.state), 'removed before it has ended; cancel it first');
      coordinator().dispatch({ type: 'jobRemoved', job: job.row.number });
      parts.plans.remove(job.row.number);
      await coordinator().persist([parts.note({ who, swarm, channel }, 'job-removed', job.row.name)]);
      return {};
    },
    async jobFailures({ swarm, param }) {
      const rows = await coordinator().store.listExceptions(
        find(swarm, param('id')).row.number,
        LISTED_FAILURES,
      );
      return rows.map((row) => ({
        index: row.index,
        attempts: row.attempt + row.crashes + row.threwOn.length,
        code: row.failed ? row.lastCode : 'retried',
        message: row.lastMessage,
      }));
    },
    async jobShares({ swarm, param }) {
      const { number } = find(swarm, param('id')).row;
      await coordinator().persist();
      const rows = await coordinator().store.listShares(number);
      return rows.map((row) => {
        const device = state().devices.get(row.device)?.row;
        return {
          device: device?.id ?? `device ${row.device}`,
          name: device?.name ?? 'a device that was removed',
          chunks: row.chunks,
          cpuSeconds: row.cpuSeconds,
        };
      });
    },
    jobOutputs: ({ swarm, param }) => find(swarm, param('id')).row.outputs,
    downloadOutput({ swarm, param, context }) {
      const { row } = find(swarm, param('id'));
      const output = row.outputs[Number(param('n'))];
      if (!output)
        throw new CoveyError(
          'not-found',
          `the job ${row.name} has no output ${param('n')}; it is ${row.state}`,
        );
      return serveBlob(blobs, output.blob, context.req.header('range'), {
        'content-disposition': contentDisposition(output.name),
        etag: `"${row.id}-${row.generation}-${param('n')}"`,
      });
    },
  };
}

function defaultName(title: string, input: JobInput): string {
  if (input.kind === 'range') return `${title}, ${input.count} elements`;
  const [first] = input.files;
  return input.files.length === 1 && first
    ? `${title}: ${first.name}`
    : `${title}, ${input.files.length} files`;
}
