// Records by a program of the owner's: `PROGRAM add|remove NAME VALUE`, for every DNS provider that has a command or an API. 0 is success.
import { execFile } from 'node:child_process';
import { CoveyError } from '../../../../shared/contract/errors.ts';
import type { DnsRecords } from './dns-records.ts';

const WITHIN_MS = 300_000;

export function programRecords(file: string): DnsRecords {
  const run = (...args: string[]) =>
    new Promise<void>((resolve, reject) => {
      // no shell: a value stays a value
      execFile(file, args, { timeout: WITHIN_MS, maxBuffer: 1 << 20 }, (error, _out, said) => {
        if (!error) return resolve();
        const reason = said.trim().split('\n').at(-1) || error.message;
        reject(
          new CoveyError('wrong-state', `${file} ${args.join(' ')} failed: ${reason.slice(0, 300)}`, {
            cause: error,
            hint: 'Run it by hand until it ends with 0; it must be an executable file.',
          }),
        );
      });
    });
  return {
    add: (name, value) => run('add', name, value),
    remove: (name, value) => run('remove', name, value),
  };
}
