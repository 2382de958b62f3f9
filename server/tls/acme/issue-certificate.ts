// One certificate from an ACME server, proved by DNS: an account at the first time, an order, a TXT record for each domain, and the chain put
// where the listener takes it. The library is large and loaded only here, when somebody asked for it.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Log } from '../../observe/log.ts';
import { replaceFile } from '../../disk/replace-file.ts';
import { type AcmeFiles, type AcmeSettings, readOrNull } from './acme-files.ts';
import type { DnsRecords } from './dns/dns-records.ts';

export const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';

/** @throws CoveyError that says what the server or the DNS did not like. Nothing that was there is lost then. */
export async function issueCertificate(
  settings: AcmeSettings,
  files: AcmeFiles,
  records: DnsRecords,
  log: Log,
): Promise<void> {
  const { default: acme } = await import('acme-client');
  let accountKey = await readOrNull(files.accountKey);
  if (accountKey === null) {
    accountKey = (await acme.crypto.createPrivateEcdsaKey('P-256')).toString();
    // before the account is made, so that it is never lost
    await replaceFile(files.accountKey, accountKey);
  }
  const client = new acme.Client({ directoryUrl: settings.directory, accountKey });
  const key = await acme.crypto.createPrivateEcdsaKey('P-256');
  const [, csr] = await acme.crypto.createCsr({ altNames: settings.domains }, key);
  const nameOf = (domain: string) => `_acme-challenge.${domain}`;
  try {
    const chain = await client.auto({
      csr,
      email: settings.email,
      // asked of the person by the command that made the settings
      termsOfServiceAgreed: true,
      challengePriority: ['dns-01'],
      challengeCreateFn: async ({ identifier }, challenge, value) => {
        if (challenge.type !== 'dns-01') throw new Error(`${settings.directory} offers no proof by DNS`);
        await records.add(nameOf(identifier.value), value);
        log('info', 'a proof stands in the DNS; waiting until it is seen', {
          name: nameOf(identifier.value),
        });
      },
      challengeRemoveFn: async ({ identifier }, _challenge, value) => {
        await records.remove(nameOf(identifier.value), value).catch((error: Error) =>
          log('warn', 'a proof could not be taken out of the DNS', {
            name: nameOf(identifier.value),
            reason: error.message,
          }),
        );
      },
    });
    // The key first: whoever reads between the two finds a pair that does not fit, keeps what it has and looks again.
    await replaceFile(files.key, key.toString());
    await replaceFile(files.certificate, chain);
  } catch (error) {
    if (error instanceof CoveyError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CoveyError('wrong-state', `no certificate for ${settings.domains.join(', ')}: ${reason}`, {
      cause: error,
      hint: `Check that the DNS of the domain is served by what --dns changes, and that ${new URL(settings.directory).host} can be reached.`,
    });
  }
}
