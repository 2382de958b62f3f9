// Renews the certificate by ACME while the coordinator runs: when two thirds of its life are over, with growing pauses where that fails. The
// listener takes the new files by itself.
import { X509Certificate } from 'node:crypto';
import type { Log } from '../../observe/log.ts';
import { acmeFiles, type AcmeFiles, type AcmeSettings, readAcmeSettings, readOrNull } from './acme-files.ts';
import { openRecords } from './dns/open-records.ts';
import { issueCertificate } from './issue-certificate.ts';

export const LOOK_EVERY_MS = 3_600_000;
const STOP_MS = 2_000;
const LONGEST_REST_MS = 24 * 3_600_000;

export interface RenewalParts {
  dataDir: string;
  log: Log;
  /** UTC ms. */
  now?: () => number;
  issue?: (settings: AcmeSettings, files: AcmeFiles) => Promise<void>;
  clock?: { every(ms: number, look: () => void): () => void };
}

export interface Renewal {
  /** Looks at once; resolves when what had to be done is done. */
  look(): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
}

const realClock = {
  every(ms: number, look: () => void) {
    const timer = setInterval(look, ms).unref();
    return () => clearInterval(timer);
  },
};

/** When a certificate is to be renewed, UTC ms: after two thirds of its life, however long that is. */
export function renewalDue(certificate: string): number {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  return from + ((to - from) * 2) / 3;
}

export function keepRenewed(parts: RenewalParts): Renewal {
  const { dataDir, log, now = Date.now, clock = realClock } = parts;
  const issue =
    parts.issue ?? ((settings, files) => issueCertificate(settings, files, openRecords(settings.dns), log));
  const files = acmeFiles(dataDir);
  let notBefore = 0;
  let restMs = LOOK_EVERY_MS;
  let looking: Promise<void> | null = null;

  async function lookOnce(): Promise<void> {
    if (now() < notBefore) return;
    try {
      const settings = await readAcmeSettings(files);
      if (!settings) return;
      const certificate = await readOrNull(files.certificate);
      if (certificate !== null && now() < renewalDue(certificate)) return;
      await issue(settings, files);
      restMs = LOOK_EVERY_MS;
      log('info', 'the certificate was renewed', { names: settings.domains.join(' ') });
    } catch (error) {
      notBefore = now() + restMs;
      log('warn', 'the certificate could not be renewed', {
        reason: error instanceof Error ? error.message : String(error),
        'next try in hours': restMs / 3_600_000,
      });
      restMs = Math.min(LONGEST_REST_MS, restMs * 2);
    }
  }

  const look = () => (looking ??= lookOnce().finally(() => (looking = null)));
  const stopClock = clock.every(LOOK_EVERY_MS, () => void look());
  return {
    look,
    async stop() {
      stopClock();
      // An order cannot be called back; what it has not written yet is written at the next start.
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(patience.resolve, STOP_MS);
      await Promise.race([looking, patience.promise]);
      clearTimeout(timer);
    },
  };
}
