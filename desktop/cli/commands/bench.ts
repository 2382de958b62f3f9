// `covey bench`: the measurements are a script of the repository, not part of the program.
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

export function addBench(program: Command, { terminal }: CommandContext): void {
  program
    .command('bench')
    .description('where the measurements are')
    .action(() =>
      terminal.out(
        'The measurements are run in a clone of the repository: npm run bench -- [NAME…] [--json FILE]',
      ),
    );
}
