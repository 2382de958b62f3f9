import { expect, test } from 'vitest';
import { readJoinTarget } from './join-link.ts';

test.each([
  [
    'http://192.168.1.23:8787/j#token',
    undefined,
    { url: 'http://192.168.1.23:8787', join: { token: 'token' } },
  ],
  [
    'http://192.168.1.23:8787/',
    'WDJB-MJHT',
    { url: 'http://192.168.1.23:8787', join: { code: 'WDJB-MJHT' } },
  ],
  ['192.168.1.23:8787', 'WDJB-MJHT', { url: 'http://192.168.1.23:8787', join: { code: 'WDJB-MJHT' } }],
  ['localhost:8787/j#token', undefined, { url: 'http://localhost:8787', join: { token: 'token' } }],
  ['https://covey.example/j', undefined, { url: 'https://covey.example', join: null }],
  ['[::1]:8787', undefined, { url: 'http://[::1]:8787', join: null }],
])('%j with the code %j is understood', (typed, code, target) => {
  expect(readJoinTarget(typed, code)).toEqual(target);
});

const pin = '0123456789abcdef';

test('a link with a pin, or --ca beside any link, pins the coordinator; the longer of the two counts', () => {
  const url = 'http://host:8787';
  expect(readJoinTarget(`${url}/j#token.${pin}`, undefined)).toEqual({ url, join: { token: 'token' }, pin });
  expect(readJoinTarget('https://host', 'CODE', `sha256:${pin.toUpperCase()}`)).toMatchObject({ pin });
  expect(readJoinTarget(`${url}/j#token.${pin}`, undefined, `${pin}ff`)).toMatchObject({ pin: `${pin}ff` });
});

test('a --ca that is no SHA-256, or not the one of the link, is refused', () => {
  expect(() => readJoinTarget('host', 'CODE', 'sha256:abc')).toThrow(/is not the SHA-256 of a root/);
  expect(() => readJoinTarget(`host/j#token.${pin}`, undefined, 'f'.repeat(64))).toThrow(
    /--ca names another/,
  );
});

test.each(['', 'ftp://host', 'http://', 'a b'])('%j is refused, with what to give instead', (typed) => {
  expect(() => readJoinTarget(typed, 'CODE')).toThrow(
    expect.objectContaining({ code: 'bad-request', hint: expect.stringMatching('covey serve') as string }),
  );
});

test('a link that is a way in and a code beside it are one too many', () => {
  expect(() => readJoinTarget('http://host/j#token', 'CODE')).toThrow(/--code is another/);
});
