// `covey jobs` lists jobs, `covey job` shows or steers one.
import { Argument, type Command } from 'commander';
import type { Client } from '../../../shared/client/connect.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import { connectAsOwner } from '../../host/owner-connection.ts';
import { Problem } from '../../host/problem.ts';
import { targetOf, withOwnerOptions, type CommandContext, type OwnerOptions } from '../command-context.ts';
import { escapeText } from '../../../shared/contract/escape-text.ts';
import { formatBytes, formatPercent, formatSeconds } from '../output/format.ts';
import { toLine } from '../output/json.ts';
import { formatTable } from '../output/table.ts';
import { findByIdOrName } from '../read-option.ts';

const ACTIONS = { pause: 'pauseJob', resume: 'resumeJob', cancel: 'cancelJob' } as const;
type Action = keyof typeof ACTIONS | 'remove';

export function addJobs(program: Command, { terminal, env }: CommandContext): void {
  withOwnerOptions(program.command('jobs').description('list jobs, newest first')).action(
    async (options: OwnerOptions) => {
      const jobs = await (await connectAsOwner(targetOf(options, env))).call('jobs');
      if (options.json) return terminal.out(toLine(jobs));
      if (jobs.length === 0) return terminal.out('There are no jobs yet. Submit one with `covey run`.');
      const rows = jobs.map((job) => [
        job.id.slice(0, 12),
        job.state,
        formatPercent(job.progress),
        timeOf(job),
        `${job.accepted}/${job.chunks}`,
        job.failed,
        job.name,
      ]);
      for (const line of formatTable(['id', 'state', 'done', 'time', 'chunks', 'failed', 'name'], rows))
        terminal.out(line);
    },
  );

  withOwnerOptions(program.command('job').description('show a job, or steer it'))
    .argument('<id>', 'its id, the beginning of it, or its name')
    .addArgument(new Argument('[action]', 'what to do with it').choices([...Object.keys(ACTIONS), 'remove']))
    .action(async (typed: string, action: Action | undefined, options: OwnerOptions) => {
      const client = await connectAsOwner(targetOf(options, env));
      const { id } = await findJob(client, typed);
      if (action === 'remove') {
        await client.call('removeJob', { path: { id } });
        return terminal.out(options.json ? toLine({ id, removed: true }) : `removed ${id}`);
      }
      const job = await client.call(action ? ACTIONS[action] : 'job', { path: { id } });
      const shares = await client.call('jobShares', { path: { id } });
      if (options.json) return terminal.out(toLine({ ...job, devices: shares }));
      for (const line of describeJob(job)) terminal.out(line);
      const rows = shares.map((share) => [share.name, share.chunks, formatSeconds(share.cpuSeconds)]);
      for (const line of formatTable(['device', 'chunks', 'compute time'], rows)) terminal.out(line);
    });
}

async function findJob(client: Client, typed: string): Promise<JobView> {
  const found = findByIdOrName(await client.call('jobs'), typed);
  if (found === 'none')
    throw new Problem('not-found', `there is no job ${JSON.stringify(typed)}`, '`covey jobs` lists them.');
  if (found === 'several')
    throw new Problem(
      'bad-request',
      `several jobs are called or begin with ${JSON.stringify(typed)}`,
      'Give the whole id, as `covey jobs --json` shows it.',
    );
  return found;
}

function describeJob(job: JobView): string[] {
  return [
    `${escapeText(job.name)}  (${job.id})`,
    `${job.kernel} ${JSON.stringify(job.params)} over ${job.inputFiles} files, ${formatBytes(job.inputBytes)}`,
    `${job.state}, ${formatPercent(job.progress)}, ${job.accepted} of ${job.chunks} chunks accepted, ${job.leased} out, ${job.failed} failed, ${job.rejected} rejected; ${timeOf(job)}`,
    ...(job.note === '' ? [] : [escapeText(job.note)]),
    ...job.outputs.map((output) => `output ${escapeText(output.name)}  ${formatBytes(output.size)}`),
  ];
}

function timeOf(job: JobView): string {
  if (job.startedAt === null) return 'not started';
  if (job.endedAt !== null) return formatSeconds((job.endedAt - job.startedAt) / 1000);
  return job.secondsLeft === null ? 'time left unknown' : `${formatSeconds(job.secondsLeft)} left`;
}
