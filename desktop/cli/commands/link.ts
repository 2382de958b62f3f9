// `covey link`: a fresh one-time link by which a browser on the coordinator's computer signs in as its first person.
import type { Command } from 'commander';
import { connectAsOwner } from '../../host/owner-connection.ts';
import { targetOf, withOwnerOptions, type CommandContext, type OwnerOptions } from '../command-context.ts';
import { toLine } from '../output/json.ts';

export function addLink(program: Command, { terminal, env }: CommandContext): void {
  withOwnerOptions(
    program.command('link').description('print a one-time link that signs a browser on this computer in'),
  ).action(async (options: OwnerOptions) => {
    const client = await connectAsOwner(targetOf(options, env));
    const { url, expiresAt } = await client.call('createSignInLink');
    if (options.json) return terminal.out(toLine({ url, expiresAt }));
    const minutes = Math.max(1, Math.round((expiresAt - Date.now()) / 60_000));
    terminal.out(url);
    terminal.say(`covey: open it on this computer within ${minutes} minutes; it works once.`);
  });
}
