// `covey demo`: the whole thing without any other machine. A coordinator and two devices as processes, one of which is killed in the
// middle; the output is checked against the originals. Ends with 0 only when every byte was right.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { fromWhereTheyStand, standingDirectory } from '../../host/places.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { ResultProblem } from '../../host/problem.ts';
import { runJob, type JobProgress, type JobReport } from '../../host/run-job.ts';
import { onStopSignal, Stopped } from '../../host/stop-signals.ts';
import type { CommandContext } from '../command-context.ts';
import { checkCompressed, checkHashes, digestOriginals, type Check } from '../demo/check-output.ts';
import { findDemoFiles, type DemoFiles } from '../demo/demo-files.ts';
import { DEVICE_NAMES, startDemoSwarm, type DemoSwarm } from '../demo/demo-swarm.ts';
import { describeDemoJob, SPEED_UP_NOTE } from '../demo/demo-table.ts';
import { formatBytes, plural } from '../output/format.ts';
import { showProgress } from '../output/job-progress.ts';
import { problemOf } from '../output/job-report.ts';
import type { Terminal } from '../output/terminal.ts';

/** Share of the job at which a device is killed. */
const KILL_AT = 0.3;

export function addDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description(
      'show the main job on this machine alone: two devices, one killed in the middle, every byte checked',
    )
    .argument('[folder]', 'what to compute on (default: this repository’s files and 64 MB of generated text)')
    .option('--data <dir>', 'where to work; kept afterwards (default: a temporary directory)')
    .action((folder: string | undefined, options: { data?: string }) => runDemo(folder, options, context));
}

async function runDemo(
  folder: string | undefined,
  options: { data?: string },
  { terminal, env }: CommandContext,
): Promise<void> {
  const stopping = new AbortController();
  const release = onStopSignal((signal) => stopping.abort(new Stopped(signal)));
  const { signal } = stopping;
  const scratch =
    options.data === undefined
      ? await mkdtemp(join(tmpdir(), 'covey-demo-'))
      : fromWhereTheyStand(options.data, env);
  let swarm: DemoSwarm | undefined;
  try {
    terminal.status('preparing the files');
    const demo = await findDemoFiles(folder, standingDirectory(env), scratch);
    if (demo.files.length === 0) throw new CoveyError('no-input', `there are no files in ${folder}`);
    const bytes = demo.files.reduce((sum, file) => sum + file.size, 0);
    terminal.out(
      `${plural(demo.files.length, 'file')}, ${formatBytes(bytes)}. One coordinator and two devices, three processes.`,
    );
    terminal.status('starting the coordinator and two devices');
    swarm = await startDemoSwarm(scratch, signal);
    terminal.out(
      `The coordinator is ${swarm.url}; each device has ${plural(swarm.threadsEach, 'thread')}.\n`,
    );
    const checks = await showJobs(swarm, demo, scratch, { terminal, signal });
    terminal.out(SPEED_UP_NOTE);
    const wrong = checks.filter((check) => check.wrong !== null);
    if (wrong.length > 0)
      throw new ResultProblem(
        'output-wrong',
        wrong.map((check) => `not so: ${check.what}; ${check.wrong}`).join('\n'),
        'This must never happen; please report it.',
      );
    terminal.out('Every byte was right.');
  } finally {
    terminal.clearStatus();
    await swarm?.stop();
    if (options.data === undefined) await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    release();
  }
}

interface Shown {
  terminal: Terminal;
  signal: AbortSignal;
}

async function showJobs(
  swarm: DemoSwarm,
  demo: DemoFiles,
  scratch: string,
  { terminal, signal }: Shown,
): Promise<Check[]> {
  const run = (kernel: string, onProgress: (progress: JobProgress) => void) =>
    runJob(
      swarm.client,
      {
        submission: { kernel },
        input: { kind: 'files', files: demo.files },
        out: join(scratch, 'output', kernel),
      },
      { signal, onProgress },
    );
  const finish = async (report: JobReport, check: (report: JobReport) => Promise<Check[]>) => {
    terminal.clearStatus();
    const problem = problemOf(report);
    if (problem) throw problem;
    for (const line of describeDemoJob(report)) terminal.out(line);
    terminal.status('checking the output');
    const checks = await check(report);
    terminal.clearStatus();
    for (const { what, wrong } of checks)
      terminal.out(wrong === null ? `  ✔ ${what}` : `  ✘ ${what}: ${wrong}`);
    terminal.out('');
    return checks;
  };
  const originals = await digestOriginals(demo.files);

  const hashed = await run('hash', showProgress(terminal, 'hash'));
  const hashChecks = await finish(hashed, ({ outputs }) =>
    checkHashes(outputs[0] ?? '', originals, demo.standing),
  );

  const killer = killInTheMiddle(swarm, terminal);
  const show = showProgress(terminal, 'compress');
  const compressed = await run('compress', (progress) => {
    show(progress);
    killer.look(progress);
  });
  if (!killer.killed())
    terminal.say(
      '  The job was over before a device could be killed in its middle; a larger folder shows it.',
    );
  const compressChecks = await finish(compressed, ({ outputs }) =>
    checkCompressed(outputs, demo.files, originals),
  );
  return [...hashChecks, ...compressChecks];
}

function killInTheMiddle(
  swarm: DemoSwarm,
  terminal: Terminal,
): { look(progress: JobProgress): void; killed(): boolean } {
  let killed = false;
  return {
    killed: () => killed,
    look(progress) {
      if (
        killed ||
        progress.phase !== 'computing' ||
        progress.job.state !== 'running' ||
        progress.job.progress < KILL_AT
      )
        return;
      killed = true;
      swarm.killSecond();
      terminal.out(
        `  kill -9 of the ${DEVICE_NAMES[1]} at ${progress.job.accepted} of ${plural(progress.job.chunks, 'chunk')}, ${progress.job.leased} of them out on devices`,
      );
    },
  };
}
