import { expect, test } from 'vitest';
import { isOwnHost } from './own-host.ts';

test.each([
  ['localhost', true],
  ['localhost:8787', true],
  ['LocalHost:80', true],
  ['127.0.0.1:1', true],
  ['[::1]', true],
  ['[::1]:8787', true],
  ['::1', false],
  ['127.0.0.2', false],
  ['localhost.', false],
  ['localhost:', false],
  ['localhost:80:80', false],
  ['http://localhost', false],
  ['user@localhost', false],
  ['localhost.evil.example', false],
  ['evil.example:localhost', false],
  ['', false],
])('the host %j is this computer: %s', (host, isOwn) => {
  expect(isOwnHost(host)).toBe(isOwn);
});
