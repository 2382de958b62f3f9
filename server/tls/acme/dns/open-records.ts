// Which way of changing the DNS somebody chose.
import { CoveyError } from '../../../../shared/contract/errors.ts';
import { desecRecords } from './desec-records.ts';
import type { DnsRecords } from './dns-records.ts';
import { programRecords } from './program-records.ts';

export type DnsChoice = { kind: 'desec'; token: string } | { kind: 'program'; file: string };

export const openRecords = (choice: DnsChoice): DnsRecords =>
  choice.kind === 'desec' ? desecRecords(choice.token) : programRecords(choice.file);

/** `desec` (its token from `token`), or `exec:PROGRAM`. @throws CoveyError */
export function readDnsChoice(text: string, token: string | undefined): DnsChoice {
  if (text === 'desec') {
    if (token) return { kind: 'desec', token };
    throw new CoveyError('bad-request', 'deSEC needs a token', {
      hint: 'Make one at desec.io that may change this domain, and give it as COVEY_DESEC_TOKEN.',
    });
  }
  const file = text.startsWith('exec:') ? text.slice('exec:'.length) : '';
  if (file !== '') return { kind: 'program', file };
  throw new CoveyError('bad-request', `${JSON.stringify(text)} names no way to change the DNS`, {
    hint: 'Give --dns desec, or --dns exec:PROGRAM, which is called with add|remove NAME VALUE.',
  });
}
