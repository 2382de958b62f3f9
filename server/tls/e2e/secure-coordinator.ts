// A coordinator that answers https on a loopback port, with a data directory of its own, for tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JoinResponse } from '../../../shared/contract/http-api.ts';
import { capabilities, kernelsDir, makeKey, type TestIdentity } from '../../e2e/test-coordinator.ts';
import { type RunningCoordinator, startCoordinator } from '../../main.ts';
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
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-secure-'));
  const lines: string[] = [];
  const running = await startCoordinator({
    port: 0,
    host: '127.0.0.1',
    dataDir,
    kernelsDir: await kernelsDir(),
    appDir,
    version: 'test',
    tls,
    log: (level, message, facts) => void lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`),
  });
  const { port } = new URL(running.url);
  return {
    running,
    dataDir,
    plain: `http://127.0.0.1:${port}`,
    secure: `https://127.0.0.1:${port}`,
    lines,
    async join() {
      const { publicKey, sign } = makeKey();
      const { token } = await running.createInvite({ uses: 1, minutes: 5 });
      const answer = await fetch(`http://127.0.0.1:${port}/api/join`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, publicKey, algorithm: 'ed25519', name: 'test', capabilities }),
      });
      return { ...JoinResponse.parse(await answer.json()), sign };
    },
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
