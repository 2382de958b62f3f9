// `covey discover`: lists the coordinators that make themselves known on this computer's networks.
import type { Command } from 'commander';
import type { FoundCoordinator } from '../../../shared/platform/node/discovery/read-found.ts';
import { jsonOption, type CommandContext } from '../command-context.ts';
import { browse } from '../browse.ts';
import { toLine } from '../output/json.ts';
import { formatTable } from '../output/table.ts';
import { readWhole } from '../read-option.ts';

interface DiscoverOptions {
  seconds: number;
  json?: boolean;
}

export function addDiscover(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('discover')
    .description('list the coordinators on this network')
    .option('--seconds <n>', 'how long to listen', readWhole(1, 60), 3)
    .addOption(jsonOption())
    .action(async (options: DiscoverOptions) => {
      const found = await browse(context, options.seconds);
      if (options.json) return terminal.out(toLine(found));
      if (found.length === 0) return terminal.out(NOBODY);
      for (const line of tableOf(found)) terminal.out(line);
      terminal.say(
        'Anybody on the network can say such things. Compare the fingerprint with `covey tls show`.',
      );
    });
}

const NOBODY =
  'No coordinator makes itself known here. Networks of schools and hotels often keep such messages back: use the link or the code.';

export const tableOf = (found: readonly FoundCoordinator[]): string[] =>
  formatTable(
    ['', 'name', 'address', 'also', 'fingerprint'],
    found.map(({ name, url, host, port, fingerprint }, i) => [
      i + 1,
      name,
      url,
      host === null ? '' : `http://${host}:${port}`,
      fingerprint ?? 'no https',
    ]),
  );
