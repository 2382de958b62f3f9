// What `covey tls acme` does: reads what the person typed, gets a certificate, and keeps the settings by which the coordinator renews it.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Log } from '../../observe/log.ts';
import { acmeFiles, type AcmeFiles, AcmeSettings, writeAcmeSettings } from './acme-files.ts';
import { openRecords, readDnsChoice } from './dns/open-records.ts';
import { issueCertificate, LETS_ENCRYPT } from './issue-certificate.ts';
import { renewalDue } from './keep-renewed.ts';

export interface AcmeRequest {
  domains: readonly string[];
  email: string;
  /** As `readDnsChoice` has it. */
  dns: string;
  desecToken?: string;
  /** Of the ACME server; Let's Encrypt where left out. */
  directory?: string;
}

export interface Obtained extends Pick<AcmeFiles, 'certificate' | 'key'> {
  domains: string[];
  /** UTC ms. */
  expiresAt: number;
  renewsAt: number;
}

/** @throws CoveyError */
export async function obtainCertificate(dataDir: string, asked: AcmeRequest, log: Log): Promise<Obtained> {
  const read = AcmeSettings.safeParse({
    version: 1,
    domains: [...new Set(asked.domains.map((domain) => domain.trim().toLowerCase().replace(/\.$/, '')))],
    email: asked.email,
    directory: asked.directory ?? LETS_ENCRYPT,
    dns: readDnsChoice(asked.dns, asked.desecToken),
  });
  if (!read.success) {
    const [field = 'domains'] = read.error.issues[0]?.path ?? [];
    throw new CoveyError('bad-request', `${FIELDS[String(field)] ?? 'a setting'} cannot be used`, {
      hint: 'Give host names of your domain such as covey.example.org or *.example.org, an address for mail, and an https directory.',
    });
  }
  const settings = read.data;
  const files = acmeFiles(dataDir);
  await issueCertificate(settings, files, openRecords(settings.dns), log);
  // last: what did not work once is not tried again by itself
  await writeAcmeSettings(files, settings);
  const certificate = await readFile(files.certificate, 'utf8');
  return {
    certificate: files.certificate,
    key: files.key,
    domains: settings.domains,
    expiresAt: new X509Certificate(certificate).validToDate.getTime(),
    renewsAt: renewalDue(certificate),
  };
}

const FIELDS: Record<string, string> = {
  domains: 'a name in --domain',
  email: '--email',
  directory: '--directory',
};
