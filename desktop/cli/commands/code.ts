// `covey code`: makes a way in for more devices.
import type { Command } from 'commander';
import { connectAsOwner } from '../../host/owner-connection.ts';
import { targetOf, withOwnerOptions, type CommandContext, type OwnerOptions } from '../command-context.ts';
import { inviteJson, toLine } from '../output/json.ts';
import { describeInvite, pinFor } from '../output/ways-in.ts';
import { readWhole } from '../read-option.ts';

interface CodeOptions extends OwnerOptions {
  uses: number;
  minutes: number;
}

export function addCode(program: Command, { terminal, env }: CommandContext): void {
  withOwnerOptions(
    program.command('code').description('make a code, a link and a QR code by which devices join'),
  )
    .option('--uses <n>', 'how many devices may join by it', readWhole(1, 1000), 40)
    .option('--minutes <n>', 'how long it is good', readWhole(1, 43_200), 15)
    .action(async (options: CodeOptions) => {
      const client = await connectAsOwner(targetOf(options, env));
      const invite = await client.call('createInvite', {
        body: { uses: options.uses, minutes: options.minutes },
      });
      if (options.json) terminal.out(toLine(inviteJson(invite)));
      else {
        const [{ addresses }, { fingerprint }] = await Promise.all([
          client.call('swarm'),
          client.call('tls'),
        ]);
        const pin = pinFor(addresses, fingerprint);
        for (const line of describeInvite(invite, { colors: terminal.colors, now: Date.now(), pin }))
          terminal.out(line);
      }
    });
}
