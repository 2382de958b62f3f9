// The program of the device bundle: `covey join` by itself, in one file, for a server or a notebook. It is read from a pipe, so where it must be
// started again (`--install`) it writes itself into the data directory first.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { type JoinOptions, runJoin, withJoinOptions } from '../commands/join.ts';
import type { CommandContext } from '../command-context.ts';
import { makeTerminal } from '../output/terminal.ts';
import { runCommandLine } from '../run-command-line.ts';
import { readWhere } from './read-where.ts';

export interface BundleBoot {
  /** The coordinator that served the file; null where it was not served. */
  coordinator: string | null;
  /** The file's own text. */
  self: string;
  version: string;
}

export async function runDevice({ coordinator, self, version }: BundleBoot): Promise<void> {
  const terminal = makeTerminal({ out: process.stdout, err: process.stderr }, process.env);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const context: CommandContext = {
    terminal,
    env: process.env,
    async joinAgain(dataDir) {
      const file = join(dataDir, 'covey-device.cjs');
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, self, { mode: 0o600 });
      await rename(`${file}.new`, file);
      return [process.execPath, file];
    },
  };
  const program = new Command('covey-device')
    .description('Computes for a swarm on this computer until stopped.')
    .argument('[code]', 'the code that the coordinator shows, or its link or address')
    .option('--code <code>', 'the code, where an address is given')
    .version(version)
    .showHelpAfterError('Run it with --help to see what it takes.')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    })
    .exitOverride();
  withJoinOptions(program).action(async (word: string | undefined, options: JoinOptions) => {
    const { typed, code } = readWhere(word, options.code, coordinator);
    await runJoin(typed, { ...options, ...(code !== undefined && { code }) }, context);
  });
  const code = await runCommandLine(program, process.argv.slice(2), context);
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
