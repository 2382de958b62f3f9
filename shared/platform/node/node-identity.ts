// Who this device is: one Ed25519 key in `device.json` (0600) of the data directory, and the id each coordinator gave it. Joining
// another coordinator, or the same one again, keeps the key.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { CoveyError } from '../../contract/errors.ts';
import { DeviceId, type ServerId } from '../../contract/ids.ts';
import type { Identity } from '../../runtime/ports.ts';

/** JWK. */
const PlainKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), d: z.string(), x: z.string() });
type PlainKey = z.infer<typeof PlainKey>;
const Stored = z.object({
  version: z.literal(1),
  /** Sealed where the system keeps secrets for programs. */
  key: z.union([PlainKey, z.object({ sealed: z.string() })]),
  devices: z.record(z.string(), z.object({ deviceId: DeviceId, name: z.string() })),
});
type Stored = z.infer<typeof Stored>;

/** Where the system keeps secrets for programs: what was sealed can only be opened by the same person on the same computer. */
export interface Seal {
  seal(text: string): Promise<string>;
  /** @throws when it was sealed elsewhere. */
  open(sealed: string): Promise<string>;
}

export interface DeviceIdentities {
  /** base64url of the raw public key. */
  readonly publicKey: string;
  find(server: ServerId): { deviceId: DeviceId; name: string } | null;
  remember(server: ServerId, device: { deviceId: DeviceId; name: string }): Promise<void>;
  as(deviceId: () => DeviceId): Identity;
  /** base64url signature over the UTF-8 of `text`. */
  sign(text: string): string;
}

/** Makes the key at the first call, and seals one that was plain. @throws CoveyError when the file or the key cannot be read. */
export async function openIdentities(dataDir: string, seal?: Seal): Promise<DeviceIdentities> {
  const file = join(dataDir, 'device.json');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const stored = (await load(file)) ?? { version: 1 as const, key: makeKey(), devices: {} };
  const key = await openKey(stored.key, seal, file);
  // anew each time: the system may have changed what it seals with
  if (seal) stored.key = { sealed: await seal.seal(JSON.stringify(key)) };
  await save(file, stored);
  const privateKey = createPrivateKey({ format: 'jwk', key });
  const signText = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url');
  return {
    publicKey: String(createPublicKey(privateKey).export({ format: 'jwk' }).x),
    find: (server) => stored.devices[server] ?? null,
    async remember(server, device) {
      stored.devices[server] = device;
      await save(file, stored);
    },
    sign: signText,
    as: (deviceId) => ({
      get deviceId() {
        return deviceId();
      },
      sign: (text) => Promise.resolve(signText(text)),
    }),
  };
}

/** Whether the device whose directory this is has joined that coordinator. One that cannot be read has not. */
export async function hasJoined(dataDir: string, server: ServerId): Promise<boolean> {
  const stored = await load(join(dataDir, 'device.json')).catch(() => null);
  return stored?.devices[server] !== undefined;
}

function makeKey(): PlainKey {
  const { kty, crv, d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return PlainKey.parse({ kty, crv, d, x });
}

async function openKey(key: Stored['key'], seal: Seal | undefined, file: string): Promise<PlainKey> {
  if (!('sealed' in key)) return key;
  try {
    if (!seal) throw new Error('nothing here opens it');
    return PlainKey.parse(JSON.parse(await seal.open(key.sealed)));
  } catch (error) {
    throw new CoveyError('wrong-state', `the key in ${file} was sealed by another system or person`, {
      cause: error,
      hint: 'Unlock the system’s store of secrets and start again, or move the file away and join anew.',
    });
  }
}

async function load(file: string): Promise<Stored | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return Stored.parse(JSON.parse(text));
  } catch (error) {
    // It holds the key: it is neither overwritten nor guessed at.
    throw new CoveyError(
      'wrong-state',
      `${file} cannot be read as this device’s identity; move it away to join anew`,
      { cause: error },
    );
  }
}

/** Whole or not at all: a new file takes the old one's place. */
async function save(file: string, stored: Stored): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(stored, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
