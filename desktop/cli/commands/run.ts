// `covey run`: files in, checked output out. Uses the coordinator that runs on the data directory (or --url); without one it starts one
// inside this process, on a free loopback port, with this machine's cores, for the length of the job.
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import * as z from 'zod/mini';
import type { Client } from '../../../shared/client/connect.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { kernels, parseParams } from '../../../shared/kernels/registry.ts';
import { connectAsOwner, findCoordinator } from '../../host/owner-connection.ts';
import { fromWhereTheyStand, standingDirectory } from '../../host/places.ts';
import { Problem } from '../../host/problem.ts';
import { runJob, type JobOrder } from '../../host/run-job.ts';
import { onStopSignal, Stopped } from '../../host/stop-signals.ts';
import { startTemporaryCoordinator } from '../../host/temporary-coordinator.ts';
import { walkInputs } from '../../host/walk-inputs.ts';
import {
  targetOf,
  withDeviceOptions,
  withOwnerOptions,
  type CommandContext,
  type OwnerOptions,
} from '../command-context.ts';
import { logTo } from '../output/coordinator-log.ts';
import { escapeText } from '../../../shared/contract/escape-text.ts';
import { showProgress } from '../output/job-progress.ts';
import { describeReport, problemOf } from '../output/job-report.ts';
import { reportJson, toLine } from '../output/json.ts';
import { readParam, readRange, readWhole } from '../read-option.ts';

interface RunOptions extends OwnerOptions {
  out: string;
  param?: Record<string, unknown>;
  name?: string;
  range?: { start: number; count: number };
  count?: { start: number; count: number };
  priority?: number;
  threads?: number;
  throttle?: number;
}

export function addRun(program: Command, context: CommandContext): void {
  const command = program
    .command('run')
    .description('compute a job and write its output')
    .argument('<kernel>', 'what to compute, such as hash or compress')
    .argument('[path...]', 'files, and folders with all that is in them')
    .requiredOption(
      '--out <dir>',
      '(required) where the output goes; older output of the same name is replaced, input never',
    )
    .option('--param <name=value>', 'a parameter of the kernel; may be given several times', readParam)
    .addOption(
      new Option('--range <start:count>', 'for kernels that count instead of reading files').argParser(
        readRange,
      ),
    )
    .addOption(new Option('--count <n>', 'the same as --range 0:n').argParser(readRange).conflicts('range'))
    .option('--name <name>', 'what the job is called in lists')
    .option('--priority <n>', 'higher goes first, -100 to 100', readWhole(-100, 100))
    .addHelpText(
      'after',
      `\nKernels:\n${describeKernels()}\n\nWithout a running coordinator one is started for the length of the job. Ctrl-C cancels the job.\nExit code 0 only when every chunk was right and every output is written.`,
    );
  withDeviceOptions(withOwnerOptions(command)).action(
    (kernel: string, paths: string[], options: RunOptions) => runRun(kernel, paths, options, context),
  );
}

async function runRun(
  kernel: string,
  paths: string[],
  options: RunOptions,
  { terminal, env }: CommandContext,
): Promise<void> {
  const stopping = new AbortController();
  const release = onStopSignal((signal) => {
    terminal.say('covey: cancelling the job (again to leave at once)');
    stopping.abort(new Stopped(signal));
  });
  const { signal } = stopping;
  const progress = showProgress(terminal);
  try {
    const order = await readOrder(kernel, paths, options, env);
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

async function readOrder(
  kernel: string,
  paths: string[],
  options: RunOptions,
  env: NodeJS.ProcessEnv,
): Promise<{ job: JobOrder; skipped: { name: string; reason: string }[] }> {
  const out = fromWhereTheyStand(options.out, env);
  await requireFolder(out);
  const { param: params, name, priority } = options;
  // before gigabytes are hashed; a kernel that only the coordinator knows is for the coordinator to judge
  const known = kernels.find((each) => each.name === kernel);
  if (known) parseParams(known, params);
  const submission = {
    kernel,
    ...(params && { params }),
    ...(name !== undefined && { name }),
    ...(priority !== undefined && { priority }),
  };
  const range = options.range ?? options.count;
  if (range) {
    if (paths.length > 0)
      throw new Problem(
        'bad-request',
        'a job has either files or a range, not both',
        'Leave out the paths or --range.',
      );
    return { job: { submission, out, input: { kind: 'range', ...range } }, skipped: [] };
  }
  if (paths.length === 0 && known?.inputs.includes('none'))
    return { job: { submission, out, input: { kind: 'none' } }, skipped: [] };
  if (paths.length === 0)
    throw new CoveyError('no-input', `there is nothing to ${kernel}: no path was given`);
  const { files, skipped } = await walkInputs(paths, standingDirectory(env), out);
  if (files.length === 0)
    throw new CoveyError(
      'no-input',
      `there are no files in ${paths.map((path) => JSON.stringify(path)).join(', ')}`,
    );
  return { job: { submission, out, input: { kind: 'files', files } }, skipped };
}

const INPUT_OPTIONS = { files: 'files', range: 'range', none: 'no input' } as const;

/** One line for each kernel that comes with Covey, and what `--param` may set. */
function describeKernels(): string {
  return kernels
    .map(({ name, summary, inputs, params }) => {
      const { properties = {} } = z.toJSONSchema(params, { io: 'input' });
      const settable = Object.entries(properties).map(([param, schema]) => `${param}=${valuesOf(schema)}`);
      return `  ${name.padEnd(9)} ${summary} (${inputs.map((input) => INPUT_OPTIONS[input]).join(' or ')})${settable.length > 0 ? `\n            ${settable.join('  ')}` : ''}`;
    })
    .join('\n');
}

function valuesOf(schema: z.core.JSONSchema._JSONSchema): string {
  if (typeof schema === 'boolean') return '…';
  if (schema.enum) return schema.enum.join('|');
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    return `${schema.minimum}..${schema.maximum}`;
  return String(schema.type ?? '…');
}

/** Before anything is computed: where the output goes is a folder, or is not there yet. */
async function requireFolder(out: string): Promise<void> {
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
  options: RunOptions,
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
