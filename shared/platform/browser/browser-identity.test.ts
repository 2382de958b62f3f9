import { createPublicKey, verify } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { DeviceId, ServerId } from '../../contract/ids.ts';
import { makeKey, openIdentity } from './browser-identity.ts';

const device = {
  deviceId: 'dev_1' as DeviceId,
  name: '',
  serverId: 'srv_1' as ServerId,
  swarmName: '',
  joinedAt: 0,
};

test('on a secure origin the key is P-256, cannot be taken out, and signs what the coordinator can check', async () => {
  const { key, algorithm, publicKey } = await makeKey();
  expect(algorithm).toBe('p256');
  expect(key.algorithm === 'p256' && key.privateKey.extractable).toBe(false);
  const raw = Buffer.from(publicKey, 'base64url');
  expect(raw).toHaveLength(65);
  const signature = await openIdentity({ ...device, key }).sign('covey 🐦');
  const x = raw.subarray(1, 33).toString('base64url');
  const y = raw.subarray(33).toString('base64url');
  const checkKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const text = Buffer.from('covey 🐦');
  const fits = verify(
    'sha256',
    text,
    { key: checkKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect(fits).toBe(true);
});

test('on plain http, without WebCrypto, the key is Ed25519', async () => {
  vi.stubGlobal('crypto', { getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto) });
  const { key, algorithm, publicKey } = await makeKey();
  vi.unstubAllGlobals();
  expect(algorithm).toBe('ed25519');
  const signature = await openIdentity({ ...device, key }).sign('covey');
  const checkKey = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } });
  expect(verify(null, Buffer.from('covey'), checkKey, Buffer.from(signature, 'base64url'))).toBe(true);
});
