// Carries out what `covey run` and `covey map` ask for: a job from its files to its output, with the coordinator that runs on the data
// directory (or --url); without one it starts one inside this process, on a free loopback port, with this machine's cores, for the
// length of the job.
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Client } from '../../shared/client/connect.ts';
import { escapeText } from '../../shared/contract/escape-text.ts';
import { connectAsOwner, findCoordinator } from '../host/owner-connection.ts';
import { standingDirectory } from '../host/places.ts';
import { Problem } from '../host/problem.ts';
import { type JobOrder, runJob } from '../host/run-job.ts';
import { onStopSignal, Stopped } from '../host/stop-signals.ts';
import { startTemporaryCoordinator } from '../host/temporary-coordinator.ts';
import { type CommandContext, type OwnerOptions, targetOf } from './command-context.ts';
import { logTo } from './output/coordinator-log.ts';
import { showProgress } from './output/job-progress.ts';
import { describeReport, problemOf } from './output/job-report.ts';
import { reportJson, toLine } from './output/json.ts';

export interface OrderOptions extends OwnerOptions {
  threads?: number;
  throttle?: number;
}

export interface ReadOrder {
  job: JobOrder;
  /** What of the input was left out, and why. */
  skipped: { name: string; reason: string }[];
}

/** @throws Problem, CoveyError or Stopped; a job that is not done or not complete is a Problem too, after its report is printed. */
export async function runOrder(
  options: OrderOptions,
  { terminal, env }: CommandContext,
  read: () => Promise<ReadOrder>,
): Promise<void> {
  const stopping = new AbortController();
  const release = onStopSignal((signal) => {
    terminal.say('covey: cancelling the job (again to leave at once)');
    stopping.abort(new Stopped(signal));
  });
  const { signal } = stopping;
  const progress = showProgress(terminal);
  try {
    const order = await read();
    for (const { name, reason } of order.skipped)
      terminal.say(`covey: left out ${escapeText(JSON.stringify(name))}: ${reason}`);
    const report = await withClient(options, { terminal, env }, signal, (client, failed) =>
      runJob(client, order.job, {
        signal: AbortSignal.any([signal, failed]),
        onProgress: progress,
        onSilence: (silent) =>
          terminal.say(
            silent
              ? 'covey: the coordinator does not answer; waiting for it to come back'
              : 'covey: the coordinator is back',
          ),
      }),
    );
    terminal.clearStatus();
    if (options.json) terminal.out(toLine(reportJson(report)));
    else for (const line of describeReport(report, standingDirectory(env))) terminal.out(line);
    const problem = problemOf(report);
    if (problem) throw problem;
  } finally {
    terminal.clearStatus();
    release();
  }
}

/** Before anything is computed: where the output goes is a folder, or is not there yet. */
export async function requireFolder(out: string): Promise<void> {
  const found = await stat(out).catch(() => null);
  if (found && !found.isDirectory())
    throw new Problem(
      'bad-request',
      `--out ${JSON.stringify(out)} is not a folder`,
      'Name a folder; it is made if it is not there.',
    );
}

/** `failed` is aborted when the coordinator that was started inside cannot go on. */
async function withClient<T>(
  options: OrderOptions,
  { terminal, env }: CommandContext,
  signal: AbortSignal,
  use: (client: Client, failed: AbortSignal) => Promise<T>,
): Promise<T> {
  const target = targetOf(options, env);
  const never = new AbortController().signal;
  if (target.url !== undefined) return use(await connectAsOwner(target), never);
  const running = await findCoordinator(target.dataDir);
  if (running) return use(running.client, never);
  signal.throwIfAborted();
  terminal.status('starting a coordinator for this job');
  const inside = await startTemporaryCoordinator({
    dataDir: target.dataDir,
    threads: options.threads ?? availableParallelism(),
    ...(options.throttle !== undefined && { throttle: options.throttle }),
    log: logTo(terminal, env['COVEY_DEBUG'] ? 'info' : 'error'),
    warn: (text) => terminal.say(`covey: ${text}`),
  });
  try {
    return await use(inside.client, inside.failed);
  } finally {
    await inside.stop();
  }
}
