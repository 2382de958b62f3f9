import { expect, test } from 'vitest';
import { explainPasskey, passkeyObstacle, type PasskeyPlace } from './passkeys.ts';

const place = (change: Partial<PasskeyPlace>): PasskeyPlace => ({
  hostname: 'localhost',
  port: '8787',
  isSecure: true,
  knowsPasskeys: true,
  ...change,
});

test.each([
  ['localhost', true],
  ['study.local', true],
  ['swarm.example.org', true],
])('a secure page of %s can have passkeys', (hostname) => {
  expect(passkeyObstacle(place({ hostname }))).toBeNull();
});

test('why a page has no passkeys is one sentence that says what would help', () => {
  expect(passkeyObstacle(place({ hostname: '127.0.0.1' }))).toContain('http://localhost:8787');
  expect(passkeyObstacle(place({ hostname: '[::1]', port: '' }))).toContain('http://localhost instead');
  expect(passkeyObstacle(place({ hostname: '192.168.1.5', isSecure: false }))).toContain('plain http');
  expect(passkeyObstacle(place({ hostname: 'study.local', isSecure: false }))).toContain('plain http');
  expect(passkeyObstacle(place({ hostname: '192.168.1.5' }))).toContain('name.local');
  expect(passkeyObstacle(place({ hostname: '[fd00::5]' }))).toContain('name.local');
  expect(passkeyObstacle(place({ knowsPasskeys: false }))).toContain('knows no passkeys');
});

test('a passkey that was cancelled is no failure of the coordinator, and anything unknown is told as it is', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name });
  expect(explainPasskey(named('NotAllowedError')).code).toBe('passkey-cancelled');
  expect(explainPasskey(named('InvalidStateError')).code).toBe('passkey-known');
  expect(explainPasskey(new Error('the wire broke'))).toMatchObject({
    code: 'internal',
    message: 'the wire broke',
  });
});
