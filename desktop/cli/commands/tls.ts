// `covey tls`: the certificates of a coordinator.
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addTlsAcme } from './tls-acme.ts';

export function addTls(program: Command, context: CommandContext): void {
  const tls = program.command('tls').description('the certificate by which this coordinator speaks https');
  addTlsAcme(tls, context);
}
