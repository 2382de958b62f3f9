// The coordinator's own pages in a window of ours: with no bridge, in a session that reaches this coordinator alone, and that trusts the root that is
// pinned for it and no other.
import { createHash } from 'node:crypto';
import type { ElectronPort } from '../port.ts';
import { hardenSession, originOf } from './harden.ts';
import { judgeCertificate } from './judge-certificate.ts';
import type { Windows } from './open-windows.ts';

export interface Dashboards {
  open(url: string, ca: string | null): void;
}

export function createDashboards(
  electron: Pick<ElectronPort, 'sessionOf'>,
  windows: Pick<Windows, 'openDashboard'>,
  now: () => Date = () => new Date(),
): Dashboards {
  const hardened = new Set<string>();
  return {
    open(url, ca) {
      const origin = originOf(url);
      if (origin === null) return;
      const partition = partitionOf(origin, ca);
      if (!hardened.has(partition)) {
        hardened.add(partition);
        const session = electron.sessionOf(partition);
        hardenSession(session, origin);
        const pinned = { hostname: new URL(url).hostname, ...(ca !== null && { ca }) };
        session.setCertificateVerifyProc(({ hostname, certificate }, answer) => {
          const chain: string[] = [];
          for (let each = certificate; each && chain.length < 5; each = each.issuerCert)
            chain.push(each.data);
          answer(judgeCertificate({ hostname, chain }, pinned, now()));
        });
      }
      windows.openDashboard(url, partition);
    },
  };
}

/** Chromium remembers what was answered for a certificate: another root means another partition. */
const partitionOf = (origin: string, ca: string | null) =>
  `persist:dashboard-${createHash('sha256')
    .update(`${origin}\n${ca ?? ''}`)
    .digest('hex')
    .slice(0, 16)}`;
