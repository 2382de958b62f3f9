import { expect, test } from 'vitest';
import { CoveyError, errorKinds, WireError, wireError, type ErrorCode } from './errors.ts';
import { routes } from './http-api.ts';
import { DeviceId, JobId, makeId } from './ids.ts';
import { judgeVersion, OLDEST_SERVED_VERSION, PROTOCOL_VERSION } from './version.ts';

test('an id is its prefix and 128 bits, and is not taken for another kind', () => {
  const id = makeId('job', new Uint8Array(16).fill(171));
  expect(id).toBe(`job_${'ab'.repeat(16)}`);
  expect(JobId.safeParse(id).success).toBe(true);
  expect(DeviceId.safeParse(id).success).toBe(false);
  expect(JobId.safeParse(`${id}0`).success).toBe(false);
  expect(() => makeId('job', new Uint8Array(15))).toThrow(RangeError);
});

test('[P32] every code has a status and a sentence that says what to do', () => {
  for (const [code, kind] of Object.entries(errorKinds)) {
    expect(kind.status).toBeGreaterThanOrEqual(400);
    expect(kind.hint).toMatch(/^[A-Z].*\.$/);
    expect(WireError.parse(wireError(code as ErrorCode, 'x')).hint).toBe(kind.hint);
  }
  expect(new CoveyError('not-found', 'job x').toWire()).toEqual(wireError('not-found', 'job x'));
});

test('[P2] this version and the one before are served, older and newer ones told so', () => {
  expect(judgeVersion(PROTOCOL_VERSION)).toBe('served');
  expect(judgeVersion(OLDEST_SERVED_VERSION - 1)).toBe('upgrade-required');
  expect(judgeVersion(PROTOCOL_VERSION + 1)).toBe('coordinator-too-old');
});

test('no two routes share method and path, and only the closed list is open', () => {
  const all = Object.values(routes).map((route) => `${route.method} ${route.path}`);
  expect(new Set(all).size).toBe(all.length);
  const open = Object.values(routes)
    .filter((route) => route.access === 'open')
    .map((route) => route.path);
  expect(open.sort()).toEqual([
    '/api/ca.crt',
    '/api/ca.mobileconfig',
    '/api/ca.pem',
    '/api/device-bundle',
    '/api/device-bundle/{sha256}',
    '/api/device.cjs',
    '/api/health',
    '/api/join',
    '/api/openapi.json',
    '/api/session',
    '/api/setup',
    '/api/sign-in/invitation',
    '/api/sign-in/link',
    '/api/sign-in/passkey',
    '/api/sign-in/passkey/challenge',
    '/api/tls',
  ]);
});
