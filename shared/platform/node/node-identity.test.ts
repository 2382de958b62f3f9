// The device's key: made once, kept for itself, and good for every coordinator it joins.
import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeId } from '../../contract/ids.ts';
import { openIdentities } from './node-identity.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'covey-identity-'));
});
afterEach(() => rm(dir, { recursive: true }));

const bytes = (seed: number) => new Uint8Array(16).fill(seed);
const server = makeId('srv', bytes(1));
const deviceId = makeId('dev', bytes(2));

test('the key stays the same over restarts and joins, and its file is nobody else’s', async () => {
  const first = await openIdentities(dir);
  expect(first.find(server)).toBeNull();
  await first.remember(server, { deviceId, name: 'phone' });
  const second = await openIdentities(dir);
  expect(second.publicKey).toBe(first.publicKey);
  expect(second.find(server)).toEqual({ deviceId, name: 'phone' });
  expect((await stat(join(dir, 'device.json'))).mode & 0o777).toBe(0o600);
});

test('what it signs is verified by the public key it shows', async () => {
  const identities = await openIdentities(dir);
  const signature = await identities.as(() => deviceId).sign('covey-device-v1\nsrv\nnonce');
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: identities.publicKey },
  });
  expect(
    verify(null, Buffer.from('covey-device-v1\nsrv\nnonce'), key, Buffer.from(signature, 'base64url')),
  ).toBe(true);
});

test('a file that cannot be read is neither overwritten nor guessed at', async () => {
  await writeFile(join(dir, 'device.json'), '{"version": 9}');
  await expect(openIdentities(dir)).rejects.toMatchObject({ code: 'wrong-state' });
  expect(await readFile(join(dir, 'device.json'), 'utf8')).toBe('{"version": 9}');
});
