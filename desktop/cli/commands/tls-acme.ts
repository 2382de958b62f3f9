// `covey tls acme`: a certificate that every browser knows, for a domain of the owner's, without a port that is open to the internet.
import { Option, type Command } from 'commander';
import { dataDirectory, fromWhereTheyStand } from '../../host/places.ts';
import { Problem } from '../../host/problem.ts';
import { loadServer } from '../../host/start-coordinator.ts';
import { dataOption, jsonOption, type CommandContext } from '../command-context.ts';
import { logTo } from '../output/coordinator-log.ts';
import { toLine } from '../output/json.ts';

interface AcmeOptions {
  domain: string[];
  email: string;
  dns: string;
  directory?: string;
  agreeTos?: boolean;
  data?: string;
  json?: boolean;
}

export function addTlsAcme(tls: Command, { terminal, env }: CommandContext): void {
  tls
    .command('acme')
    .description('get a certificate for a domain of yours from Let’s Encrypt, proved by a record in its DNS')
    .requiredOption('--domain <name>', 'a host name, or *.name; may be given again', collect)
    .requiredOption('--email <address>', 'where the authority writes to')
    .requiredOption(
      '--dns <how>',
      'desec (token in COVEY_DESEC_TOKEN), or exec:PROGRAM, called with add|remove NAME VALUE',
    )
    .addOption(
      new Option('--directory <url>', 'another ACME server than Let’s Encrypt').env('COVEY_ACME_DIRECTORY'),
    )
    .option('--agree-tos', 'you agree to the terms of that authority')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (options: AcmeOptions) => {
      if (!options.agreeTos)
        throw new Problem(
          'bad-request',
          'the authority gives certificates only to those who agree to its terms',
          'Read them (for Let’s Encrypt: https://letsencrypt.org/repository/), then add --agree-tos.',
        );
      const dataDir = dataDirectory(options.data, env);
      const { obtainCertificate } = await loadServer();
      const token = env['COVEY_DESEC_TOKEN'];
      const found = await obtainCertificate(
        dataDir,
        {
          domains: options.domain,
          email: options.email,
          dns: absoluteProgram(options.dns, env),
          ...(token !== undefined && { desecToken: token }),
          ...(options.directory !== undefined && { directory: options.directory }),
        },
        logTo(terminal),
      );
      if (options.json) return terminal.out(toLine(found));
      const day = (at: number) => new Date(at).toISOString().slice(0, 10);
      terminal.out(`✔ A certificate for ${found.domains.join(', ')}, good until ${day(found.expiresAt)}`);
      terminal.out(
        `  Serve with it:  covey serve --tls-cert '${found.certificate}' --tls-key '${found.key}'`,
      );
      terminal.out(`  A coordinator that runs on ${dataDir} renews it from ${day(found.renewsAt)} on.`);
    });
}

const collect = (name: string, before: string[] = []) => [...before, name];

/** The coordinator that renews may stand elsewhere. */
const absoluteProgram = (dns: string, env: NodeJS.ProcessEnv) =>
  dns.startsWith('exec:') ? `exec:${fromWhereTheyStand(dns.slice('exec:'.length), env)}` : dns;
