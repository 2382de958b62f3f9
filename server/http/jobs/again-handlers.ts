// Once more: the failed chunks of a job, or the whole of it as a new job with the same input.
import { viewJob } from '../../observe/views.ts';
import type { KeptJob } from '../../scheduler/events.ts';
import type { Job } from '../../scheduler/swarm-state.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { ENDED_STATES, JobInput } from '../../../shared/contract/job.ts';
import type { Handlers } from '../api.ts';
import { findJob, refuseUnless } from './find-job.ts';
import { makeSubmit, type SubmitParts } from './submit.ts';

export function makeAgainHandlers(parts: SubmitParts): Pick<Handlers, 'retryJob' | 'repeatJob'> {
  const { coordinator, plans, note } = parts;
  const state = () => coordinator().scheduler.state;
  const submit = makeSubmit(parts);
  const hasEnded = (job: Job) => ENDED_STATES.has(job.row.state);

  function refuseUnlessFailed(job: Job): void {
    refuseUnless(job, job.row.state !== 'cancelled', 'tried again; submit it anew');
    refuseUnless(job, job.row.stoppedAt === null, 'tried again: it has found what it looked for');
    refuseUnless(job, job.failed > 0, 'tried again: no chunk of it has failed');
  }

  /** What an ended job needs to go on; its plan is opened only once it is sure to. */
  async function readKept({ row }: Job): Promise<{ openPlan(): KeptJob }> {
    // its last chunks may still be on their way to the disk
    await coordinator().persist();
    const { store } = coordinator();
    const [spans, exceptions, payload] = await Promise.all([
      store.listSpans(row.number),
      store.listExceptions(row.number, row.count),
      store.readPayload(row.number),
    ]);
    if (!payload) throw new CoveyError('not-found', `the input of the job ${row.name} is gone`);
    return {
      openPlan: () => {
        plans.add(row, payload);
        return { spans, exceptions, costs: plans.costs(row.number) };
      },
    };
  }

  return {
    async retryJob({ who, swarm, channel, param }) {
      const id = param('id');
      const asked = findJob(state(), swarm, id);
      refuseUnlessFailed(asked);
      const read = hasEnded(asked) ? await readKept(asked) : null;
      // somebody else may have been faster
      const job = findJob(state(), swarm, id);
      refuseUnlessFailed(job);
      const kept = read && hasEnded(job) ? read.openPlan() : undefined;
      const event = { type: 'jobRetried', job: job.row.number, at: coordinator().utc() } as const;
      coordinator().dispatch(kept ? { ...event, kept } : event);
      await coordinator().persist([
        note({ who, swarm, channel }, 'job-steered', job.row.name, 'failed chunks tried again'),
      ]);
      return viewJob(findJob(state(), swarm, id), parts.now());
    },

    async repeatJob({ who, swarm, channel, param, body }) {
      const { row } = findJob(state(), swarm, param('id'));
      // a job that was just submitted may not be on disk yet
      await coordinator().persist();
      const payload = await coordinator().store.readPayload(row.number);
      const missing = payload ? await submit.missingOf(payload.inputParts) : [];
      if (!payload || missing.length > 0)
        throw new CoveyError('part-missing', `the input of the job ${row.name} is not all there any more`, {
          hint: 'Submit a new job with the files.',
        });
      const input = JobInput.parse(JSON.parse(new TextDecoder().decode(payload.input)));
      const { kernel, priority } = row;
      return await submit.create(
        { who, swarm, channel },
        {
          kernel,
          priority,
          input,
          name: body.name ?? row.name,
          params: body.params ?? row.params,
          verification: body.verification ?? row.verification,
        },
      );
    },
  };
}
