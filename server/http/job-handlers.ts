// Jobs: submit, steer, look, download. Everything about a request is checked before the coordinator hears of it.
import type { Coordinator } from '../coordinator.ts';
import { jobsOf, viewJob } from '../observe/views.ts';
import type { Job } from '../scheduler/swarm-state.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { JobNumber } from '../../shared/contract/ids.ts';
import { ENDED_STATES } from '../../shared/contract/job.ts';
import { kernels } from '../../shared/kernels/registry.ts';
import type { Handlers } from './api.ts';
import { findJob, refuseUnless } from './jobs/find-job.ts';
import { makeSubmit, type SubmitParts } from './jobs/submit.ts';
import { viewKernel } from './jobs/view-kernel.ts';
import type { Asked } from './note.ts';
import { contentDisposition, serveBlob } from './serve-bytes.ts';

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
  | 'jobOutputs'
  | 'downloadOutput';

export function makeJobHandlers(parts: SubmitParts): Pick<Handlers, JobRoutes> {
  const { coordinator, blobs } = parts;
  const state = () => coordinator().scheduler.state;

  const find = (swarm: number, id: string) => findJob(state(), swarm, id);
  const show = (swarm: number, id: string) => viewJob(find(swarm, id), parts.now());

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

  const submit = makeSubmit(parts);

  return {
    kernels: () => kernels.map((kernel) => viewKernel(kernel, parts.scripts)),
    jobs: ({ swarm }) => jobsOf(state(), swarm).map((job) => viewJob(job, parts.now())),
    job: ({ swarm, param }) => show(swarm, param('id')),
    createJob: (request) =>
      submit.createOnce(request, request.body, request.context.req.header('idempotency-key')),
    async uploaded({ swarm, param }) {
      const job = find(swarm, param('id'));
      refuseUnless(job, !ENDED_STATES.has(job.row.state), 'uploaded to');
      const payload = await coordinator().store.readPayload(job.row.number);
      const missing = await submit.missingOf(payload?.inputParts ?? []);
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
