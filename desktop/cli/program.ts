// The command line as a whole: its commands.
import { Command } from 'commander';
import { readVersion } from '../host/places.ts';
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
import { runCommandLine } from './run-command-line.ts';

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
export const runProgram = (args: readonly string[], context: CommandContext): Promise<number> =>
  runCommandLine(makeProgram(context), args, context);
