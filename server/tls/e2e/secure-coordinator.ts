// A coordinator that answers https on a loopback port, with a data directory of its own, for tests.
import { joinAt, startFresh } from '../../e2e/fresh-coordinator.ts';
import type { TestIdentity } from '../../e2e/test-coordinator.ts';
import type { RunningCoordinator } from '../../main.ts';
import type { TlsChoice } from '../start-tls.ts';

export interface SecureCoordinator {
  running: RunningCoordinator;
  dataDir: string;
  /** `http://127.0.0.1:<port>`; the certificate of the local authority holds for it. */
  plain: string;
  secure: string;
  lines: string[];
  /** A device that never computed. */
  join(): Promise<TestIdentity>;
  stop(): Promise<void>;
}

export async function startSecureCoordinator(
  tls: TlsChoice = { kind: 'local-ca' },
  appDir: string | null = null,
): Promise<SecureCoordinator> {
  const { running, dataDir, lines, stop } = await startFresh({ tls, appDir });
  const { port } = new URL(running.url);
  return {
    running,
    dataDir,
    plain: `http://127.0.0.1:${port}`,
    secure: `https://127.0.0.1:${port}`,
    lines,
    join: async () =>
      joinAt(`http://127.0.0.1:${port}`, (await running.createInvite({ uses: 1, minutes: 5 })).token),
    stop,
  };
}
