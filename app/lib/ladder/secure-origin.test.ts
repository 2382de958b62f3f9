import { expect, test } from 'vitest';
import { holdsFor, isPassing, lastingOrigin, secureOrigin } from './secure-origin.ts';

const at = (url: string) => new URL(url);

test('https is at the same port of the same host', () => {
  expect(secureOrigin(at('http://192.168.1.5:8787/contribute'))).toBe('https://192.168.1.5:8787');
  expect(secureOrigin(at('http://[fd77::1]:8787/'))).toBe('https://[fd77::1]:8787');
  expect(secureOrigin(at('http://coord.lan/'))).toBe('https://coord.lan:80');
  expect(secureOrigin(at('https://coord.lan/'))).toBe('https://coord.lan');
});

test('a certificate holds for its names, addresses and one label of a wildcard', () => {
  const names = ['study.local', '192.168.1.5', 'fd77::1', '*.example.org'];
  expect(
    ['Study.local', '192.168.1.5', '[fd77::1]', 'covey.example.org'].map((host) => holdsFor(names, host)),
  ).toEqual([true, true, true, true]);
  expect(
    ['study', '192.168.1.6', 'a.b.example.org', 'example.org'].map((host) => holdsFor(names, host)),
  ).toEqual([false, false, false, false]);
});

test('by address there is a name that lasts, where the certificate has one; by name nothing is missing', () => {
  const names = ['localhost', '127.0.0.1', 'fd77::1', '*.example.org', 'study.local'];
  expect(lastingOrigin(names, at('http://192.168.1.5:8787'))).toBe('https://study.local:8787');
  expect(lastingOrigin(names, at('http://[fd77::1]:8787'))).toBe('https://study.local:8787');
  expect(lastingOrigin(['localhost', '192.168.1.5'], at('http://192.168.1.5:8787'))).toBeNull();
  expect(lastingOrigin(names, at('https://study.local:8787'))).toBeNull();
});

test('a tunnel with a name drawn by chance does not last; a name of somebody’s own does', () => {
  expect(isPassing('calm-otter-sings.trycloudflare.com')).toBe(true);
  expect(['study.local', 'covey.example.org', 'trycloudflare.com.example.org'].some(isPassing)).toBe(false);
});
