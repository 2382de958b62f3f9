// The command line as a whole: its commands, and what becomes of errors. A usage error ends with 2, any other with 1, a signal with
// 128 and its number.
import { Command, CommanderError } from 'commander';
import { readVersion } from '../host/places.ts';
import { describeProblem, ResultProblem } from '../host/problem.ts';
import { Stopped } from '../host/stop-signals.ts';
import type { CommandContext } from './command-context.ts';
import { addBench } from './commands/bench.ts';
import { addCode } from './commands/code.ts';
import { addDemo } from './commands/demo.ts';
import { addDevices } from './commands/devices.ts';
import { addDiscover } from './commands/discover.ts';
import { addJobs } from './commands/jobs.ts';
import { addJoin } from './commands/join.ts';
import { addLink } from './commands/link.ts';
import { addMap } from './commands/map.ts';
import { addRun } from './commands/run.ts';
import { addServe } from './commands/serve.ts';
import { addTls } from './commands/tls.ts';
import { escapeText } from '../../shared/contract/escape-text.ts';
import { toLine } from './output/json.ts';

export function makeProgram(context: CommandContext): Command {
  const program = new Command('covey')
    .description('One computer out of the devices people already have.')
    .version(readVersion())
    .showHelpAfterError('Run the command with --help to see what it takes.')
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.say(text.trimEnd()),
    })
    .addHelpText(
      'after',
      '\nSettings: flags, then COVEY_* in the environment, then defaults. COVEY_DEBUG=1 shows where an error comes from.',
    )
    .exitOverride();
  for (const add of [
    addServe,
    addJoin,
    addDiscover,
    addRun,
    addMap,
    addJobs,
    addDevices,
    addCode,
    addLink,
    addDemo,
    addBench,
    addTls,
  ])
    add(program, context);
  return program;
}

/** Runs one command line (without `node` and the script) and returns the exit code. */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    await makeProgram(context).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Stopped) return error.exitCode;
    report(error, args.includes('--json'), context);
    return 1;
  }
}

function report(error: unknown, json: boolean, { terminal, env }: CommandContext): void {
  const problem = describeProblem(error);
  terminal.clearStatus();
  if (json && !(error instanceof ResultProblem)) terminal.out(toLine({ error: problem }));
  terminal.say(`covey: ${escapeText(problem.message)} (${problem.code})`);
  terminal.say(`       ${problem.hint}`);
  if (env['COVEY_DEBUG'] && error instanceof Error) terminal.say(error.stack ?? '');
}
