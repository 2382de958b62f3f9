// Runs a program on one command line, and what becomes of errors: a usage error ends with 2, a coordinator that does not take this device
// in with 3, any other with 1, a signal with 128 and its number.
import { type Command, CommanderError } from 'commander';
import { escapeText } from '../../shared/contract/escape-text.ts';
import { describeProblem, RefusedProblem, ResultProblem } from '../host/problem.ts';
import { Stopped } from '../host/stop-signals.ts';
import type { CommandContext } from './command-context.ts';
import { toLine } from './output/json.ts';

/** Runs one command line (without `node` and the script) and returns the exit code. */
export async function runCommandLine(
  program: Command,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Stopped) return error.exitCode;
    report(error, args.includes('--json'), context);
    return error instanceof RefusedProblem ? 3 : 1;
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
