import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPublicKey, signatureFits } from './device-keys.ts';
import { loadOwnerToken, ownerTokenFile } from './owner-token.ts';

test('the owner token is made once and lies 0600 in the data directory', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'covey-owner-'));
  try {
    const token = await loadOwnerToken(dir);
    expect(await loadOwnerToken(dir)).toBe(token);
    expect((await readFile(ownerTokenFile(dir), 'utf8')).trim()).toBe(token);
    expect((await stat(ownerTokenFile(dir))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(dir, { recursive: true });
  }
});

describe('device keys', () => {
  const raw = (key: { x?: string; y?: string }) => Buffer.from(key.x ?? '', 'base64url');

  test('[P3] an Ed25519 signature fits its key and no other text', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = raw(publicKey.export({ format: 'jwk' })).toString('base64url');
    const signature = sign(null, Buffer.from('text'), privateKey).toString('base64url');
    expect(signatureFits('ed25519', key, 'text', signature)).toBe(true);
    expect(signatureFits('ed25519', key, 'text!', signature)).toBe(false);
  });

  test('[P3] a P-256 signature as WebCrypto makes it fits its key and no other', () => {
    const make = () => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const jwk = publicKey.export({ format: 'jwk' });
      const key = Buffer.concat([Buffer.from([4]), raw(jwk), Buffer.from(jwk.y ?? '', 'base64url')]).toString(
        'base64url',
      );
      return {
        key,
        signature: sign('sha256', Buffer.from('text'), {
          key: privateKey,
          dsaEncoding: 'ieee-p1363',
        }).toString('base64url'),
      };
    };
    const one = make();
    const two = make();
    expect(signatureFits('p256', one.key, 'text', one.signature)).toBe(true);
    expect(signatureFits('p256', two.key, 'text', one.signature)).toBe(false);
  });

  test.each([
    ['ed25519', ''],
    ['ed25519', 'AAAA'],
    ['p256', Buffer.alloc(65).toString('base64url')],
    ['p256', Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url')],
  ] as const)('%s key %j is no key', (algorithm, key) => {
    expect(readPublicKey(algorithm, key)).toBeNull();
    expect(signatureFits(algorithm, key, 'text', Buffer.alloc(64).toString('base64url'))).toBe(false);
  });
});
