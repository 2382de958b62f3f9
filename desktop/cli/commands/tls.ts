// `covey tls`: the certificate authority of a data directory. It works on the files, whether or not a coordinator runs on them; one that
// does takes up what changed within seconds.
import { X509Certificate } from 'node:crypto';
import { homedir } from 'node:os';
import type { Command } from 'commander';
import { dataDirectory } from '../../host/places.ts';
import { Problem } from '../../host/problem.ts';
import { loadServer } from '../../host/start-coordinator.ts';
import { planTrust, quote, runSteps } from '../../host/trust-root.ts';
import { dataOption, jsonOption, type CommandContext } from '../command-context.ts';
import { groupFingerprint } from '../../../shared/contract/tls.ts';
import { confirm } from '../confirm.ts';
import { toLine } from '../output/json.ts';
import { addTlsAcme } from './tls-acme.ts';

interface TlsOptions {
  data?: string;
  json?: boolean;
  yes?: boolean;
  ca?: boolean;
  undo?: boolean;
}

type Authority = NonNullable<Awaited<ReturnType<Awaited<ReturnType<typeof loadServer>>['showAuthority']>>>;

const NEW_ROOT_MEANS =
  'Every phone and computer that trusts the present root, and every link pinned to it, must be given the new one.';

export function addTls(program: Command, context: CommandContext): void {
  const { terminal, env } = context;
  const tls = program.command('tls').description('the certificate by which this coordinator speaks https');
  const add = (name: string, description: string) =>
    tls.command(name).description(description).addOption(dataOption()).addOption(jsonOption());
  const print = (json: boolean | undefined, value: unknown, lines: readonly string[]) => {
    if (json) terminal.out(toLine(value));
    else for (const line of lines) terminal.out(line);
  };

  addTlsAcme(tls, context);

  add('show', 'show the fingerprint to compare, names, dates and files').action(
    async (options: TlsOptions) => {
      const found = await findAuthority(options, env);
      print(options.json, viewOf(found), describe(found));
    },
  );

  add('renew', 'issue a new certificate with a new key below the same root')
    .option('--ca', 'make a new root too: whoever trusted the former one must start anew')
    .option('--yes', 'do not ask before making a new root')
    .action(async (options: TlsOptions) => {
      if (options.ca) await confirm(`Make a new root? ${NEW_ROOT_MEANS}`, options.yes);
      const { renewAuthority } = await loadServer();
      const renewed = await renewAuthority(dataDirectory(options.data, env), {
        newRoot: options.ca === true,
      });
      print(options.json, viewOf(renewed), [
        options.ca
          ? `A new root was made. ${NEW_ROOT_MEANS}`
          : 'A new certificate was issued below the same root.',
        'A running coordinator goes on with it within ten seconds.',
        '',
        ...describe(renewed),
      ]);
    });

  add('remove', 'delete the certificate authority of this data directory')
    .option('--yes', 'do not ask')
    .action(async (options: TlsOptions) => {
      const dataDir = dataDirectory(options.data, env);
      await confirm(
        `Delete the certificate authority in ${dataDir}? Run \`covey tls trust --undo\` first if this computer trusts it.`,
        options.yes,
      );
      await (await loadServer()).removeAuthority(dataDir);
      print(options.json, { removed: true }, [
        'The certificate authority is deleted. Remove it from phones and computers that trust it: its name begins with “Covey on”.',
        'A running coordinator keeps its present certificate until it stops; the next start makes another authority, unless it is told --no-tls.',
      ]);
    });

  add('trust', 'let the browsers of this user on this computer trust the root')
    .option('--undo', 'stop trusting it')
    .action(async (options: TlsOptions) => {
      const authority = await findAuthority(options, env);
      const root = {
        file: authority.files.root,
        commonName: authority.commonName,
        thumbprint: new X509Certificate(authority.root).fingerprint.replaceAll(':', ''),
      };
      const place = { platform: process.platform, home: env['HOME'] ?? homedir() };
      const { steps, administrator } = planTrust(root, place, options.undo === true);
      const outcomes = await runSteps(steps);
      const commands = steps.map(({ command }) => command.map(quote).join(' '));
      print(options.json, { fingerprint: authority.fingerprint, outcomes, commands, administrator }, [
        ...outcomes.map(({ store, problem }) =>
          problem === null
            ? `✔ ${store}: ${options.undo ? 'trusts it no longer' : 'trusts it now'}; start the browser again`
            : `✗ ${store}: ${problem}`,
        ),
        ...(outcomes.length === 0 ? ['No browser of this user trusts it.'] : []),
        ...(outcomes.some(({ problem }) => problem !== null) ? ['', 'By hand:', ...commands] : []),
        ...(administrator.length > 0
          ? ['', 'For the whole system, as an administrator:', ...administrator]
          : []),
      ]);
      if (outcomes.some(({ problem }) => problem !== null))
        throw new Problem(
          'not-trusted',
          `not every store could be changed: ${outcomes.find(({ problem }) => problem !== null)?.problem}`,
          'Do what it says, then run this again.',
        );
    });
}

async function findAuthority({ data }: TlsOptions, env: NodeJS.ProcessEnv): Promise<Authority> {
  const dataDir = dataDirectory(data, env);
  const found = await (await loadServer()).showAuthority(dataDir);
  if (found) return found;
  throw new Problem(
    'not-found',
    `there is no certificate authority in ${dataDir}`,
    '`covey serve` makes one at its first start, unless it is given --no-tls or a certificate of your own.',
  );
}

/** The root itself lies in its file. */
const viewOf = ({ fingerprint, commonName, expiresAt, leaf, files }: Authority) => ({
  fingerprint,
  commonName,
  expiresAt,
  leaf,
  files,
});

function describe({ fingerprint, commonName, expiresAt, leaf, files }: Authority): string[] {
  const groups = groupFingerprint(fingerprint);
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return [
    `Root:         ${commonName}`,
    `Fingerprint:  ${groups.slice(0, 8).join(' ')}`,
    `              ${groups.slice(8).join(' ')}`,
    `For --ca:     sha256:${fingerprint}`,
    `Good until:   ${day(expiresAt)}; only for private addresses and local names`,
    ...(leaf
      ? [
          `Certificate:  good until ${day(leaf.expiresAt)}, renewed by itself`,
          `Holds for:    ${leaf.names.join(', ')}`,
        ]
      : ['Certificate:  none yet; the coordinator issues it when it starts']),
    `Files:        ${files.root}  (to hand on)`,
    `              ${files.authority}  (secret)`,
    `              ${files.leaf}  (secret)`,
  ];
}
