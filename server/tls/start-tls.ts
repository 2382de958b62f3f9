// The https of one running coordinator: picks the source of credentials, puts them on the port and keeps them fit.
import { X509Certificate } from 'node:crypto';
import type { TlsView } from '../../shared/contract/tls.ts';
import type { Log } from '../observe/log.ts';
import { tlsDir } from './authority/authority-files.ts';
import { localAuthority } from './authority/local-authority.ts';
import { type Credentials, fingerprintOf } from './credentials.ts';
import { type Clock, keepCredentials, realClock } from './keep-credentials.ts';
import type { OnePort } from './one-port.ts';
import { type OwnFiles, ownCertificate } from './own-certificate.ts';
import { hostLabel, presentNames } from './present-names.ts';

/** `local-ca`: an authority in the data directory. */
export type TlsChoice = { kind: 'local-ca' } | ({ kind: 'own' } & OwnFiles) | { kind: 'none' };

export interface RunningTls {
  view(): TlsView;
  /** PEM of our own root, or null. */
  root(): string | null;
  stop(): Promise<void>;
}

export const noTls: RunningTls = {
  view: () => ({ https: false, kind: 'none', fingerprint: null, names: [] }),
  root: () => null,
  stop: () => Promise.resolve(),
};

export interface TlsPlace {
  choice: TlsChoice;
  /** By which the coordinator announces itself; held for also while it does not, so that the leaf stays as it is. */
  discoveryName: string;
  dataDir: string;
  port: Pick<OnePort, 'useCredentials'>;
  log: Log;
  clock?: Clock;
  /** UTC ms. */
  now?: () => number;
  /** For tests: what this computer is called and has by way of addresses. */
  names?: () => string[];
}

/** @throws CoveyError that names the file which cannot be used. */
export async function startTls(place: TlsPlace): Promise<RunningTls> {
  const { choice, discoveryName, dataDir, port, log, clock = realClock, now = Date.now } = place;
  if (choice.kind === 'none') return noTls;
  const source =
    choice.kind === 'own'
      ? ownCertificate(choice, now, log)
      : localAuthority({
          dir: tlsDir(dataDir),
          host: hostLabel(),
          names: place.names ?? (() => presentNames([discoveryName])),
          now,
          log,
        });
  const kept = await keepCredentials({ source, clock, log, changed: (next) => port.useCredentials(next) });
  port.useCredentials(kept.current());
  return {
    view: () => describe(kept.current()),
    root: () => kept.current().root,
    stop: () => kept.stop(),
  };
}

const describe = ({ kind, names, root }: Credentials): TlsView => ({
  https: true,
  kind,
  fingerprint: root === null ? null : fingerprintOf(new X509Certificate(root)),
  names,
});
