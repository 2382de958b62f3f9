// The app on a coordinator that answers https by an authority of its own, opened by a name that no browser takes for its own computer: there
// plain http is no secure context, as on a phone. The browser trusts by a store in a HOME of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostLabel } from '../../server/tls/present-names.ts';
import { rootFile, tlsDir } from '../../server/tls/authority/authority-files.ts';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright';
import { chromiumPath, type OpenedApp, openApp, phone } from './open-app.ts';

export const hasCertutil = spawnSync('certutil', ['-H']).error === undefined;
export const noCertutil = 'certutil is not installed (Debian, Ubuntu: libnss3-tools)';

export interface SecureApp {
  app: OpenedApp;
  /** `http://<name>.local:<port>` */
  plain: string;
  secure: string;
  /** A browser of its own that remembers: an app is installed from none of the others, which are private windows. */
  openLasting(options?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** `trusted`: the browser has taken the root in before it was started. */
export async function openSecureApp({ trusted = false } = {}): Promise<SecureApp> {
  const home = await mkdtemp(join(tmpdir(), 'covey-home-'));
  const name = `${hostLabel()}.local`;
  const args = [`--host-resolver-rules=MAP ${name} 127.0.0.1`];
  const app = await openApp({
    args,
    tls: { kind: 'local-ca' },
    home,
    ...(trusted && { beforeBrowser: (dataDir: string) => trustRoot(home, dataDir) }),
  });
  const { port } = new URL(app.url);
  return {
    app,
    plain: `http://${name}:${port}`,
    secure: `https://${name}:${port}`,
    openLasting: (options = phone) =>
      chromium.launchPersistentContext(join(home, 'profile'), {
        ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
        args: ['--no-sandbox', ...args],
        env: { ...process.env, HOME: home },
        locale: 'en-GB',
        ...options,
      }),
    async close() {
      await app.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function trustRoot(home: string, dataDir: string): void {
  const database = join(home, '.pki/nssdb');
  mkdirSync(database, { recursive: true });
  execFileSync('certutil', ['-d', `sql:${database}`, '-N', '--empty-password']);
  const root = rootFile(tlsDir(dataDir));
  execFileSync('certutil', ['-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'covey', '-i', root]);
}
