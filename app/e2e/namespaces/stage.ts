// The whole stage: `covey serve` runs on the laptop as its owner would start it, and everything else happens on the phone.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rootFile, tlsDir } from '../../../server/tls/authority/authority-files.ts';
import { capabilities, makeKey, type TestIdentity } from '../../../server/e2e/test-coordinator.ts';
import { connectDevice, type TestDevice } from '../../../server/e2e/test-device.ts';
import { type Answer, askFrom, makeAgent, type Way } from './ask-from.ts';
import { type Cable, LAPTOP, layCable } from './lay-cable.ts';
import type { Program } from './computer.ts';

const main = fileURLToPath(new URL('../../../desktop/cli/main.ts', import.meta.url));
const PORT = 8787;

export const plain = `http://${LAPTOP}:${PORT}`;
export const secure = `https://${LAPTOP}:${PORT}`;

export interface Stage extends Cable {
  serving: Program;
  tlsDirectory: string;
  /** The root as its file, and as what it says. */
  rootFile: string;
  ca: string;
  /** `covey-1a2b.local`, by which the coordinator announces itself. */
  name: string;
  /** Asks as the owner's programs do, on the laptop itself. */
  own(method: string, path: string, body?: unknown): Promise<Answer>;
  ownerToken: string;
  invite(uses: number): Promise<{ code: string; token: string }>;
  /** Asks from the phone, or from another of its addresses. */
  ask(from: string, method: string, url: string, more?: Parameters<typeof askFrom>[4]): Promise<Answer>;
  /** A new key, brought in from there. */
  join(from: string, secret: object, base?: string): Promise<Answer & { sign(text: string): string }>;
  /** The socket of a device that joined, from there. */
  connect(from: string, identity: TestIdentity): TestDevice;
}

export async function openStage(): Promise<Stage> {
  const cable = await layCable();
  try {
    const { laptop, phone } = cable;
    const dataDir = join(laptop.dir, 'data');
    const serving = laptop.start(
      process.execPath,
      [main, 'serve', '--port', String(PORT), '--host', '::', '--no-open', '--no-contribute', '--json'],
      { INIT_CWD: laptop.dir, COVEY_DATA: dataDir },
    );
    const ready = JSON.parse(await serving.line((line) => line.startsWith('{'))) as {
      ownerTokenFile: string;
      discoveryName: string;
    };
    const ownerToken = (await readFile(ready.ownerTokenFile, 'utf8')).trim();
    const file = rootFile(tlsDir(dataDir));
    const ca = await readFile(file, 'utf8');
    const way = (from: string): Way => ({ to: LAPTOP, from, ca });
    const own: Stage['own'] = (method, path, body) =>
      askFrom(laptop, { to: '127.0.0.1' }, method, `http://localhost:${PORT}${path}`, {
        headers: { authorization: `Bearer ${ownerToken}` },
        ...(body !== undefined && { body }),
      });
    const ask: Stage['ask'] = (from, method, url, more) => askFrom(phone, way(from), method, url, more);
    return {
      ...cable,
      serving,
      tlsDirectory: tlsDir(dataDir),
      rootFile: file,
      ca,
      name: ready.discoveryName,
      own,
      ownerToken,
      ask,
      invite: async (uses) => (await own('POST', '/api/invites', { uses, minutes: 15 })).json,
      async join(from, secret, base = plain) {
        const { publicKey, sign } = makeKey();
        const body = { ...secret, publicKey, algorithm: 'ed25519', name: '', capabilities };
        return { ...(await ask(from, 'POST', `${base}/api/join`, { body })), sign };
      },
      connect: (from, identity) =>
        connectDevice(plain, identity, ['websocket'], { agent: makeAgent(phone, plain, way(from)) }),
    };
  } catch (error) {
    await cable.remove();
    throw error;
  }
}
