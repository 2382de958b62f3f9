import { expect, test } from 'vitest';
import { readPublicUrl, withOuterAddresses } from './outer-addresses.ts';

const local = [
  { url: 'http://192.168.1.23:8787', label: 'wlan0', isDefault: true },
  { url: 'http://localhost:8787', label: 'this computer', isDefault: false },
];

test('a tunnel comes first, then the public address, then this computer’s own', () => {
  const urls = { publicUrl: 'https://covey.example', tunnelUrl: 'https://a-b.trycloudflare.com' };
  expect(withOuterAddresses(local, urls).map(({ url, isDefault }) => [url, isDefault])).toEqual([
    ['https://a-b.trycloudflare.com', true],
    ['https://covey.example', false],
    ['http://192.168.1.23:8787', false],
    ['http://localhost:8787', false],
  ]);
  expect(withOuterAddresses(local, { ...urls, tunnelUrl: null })[0]).toEqual({
    url: 'https://covey.example',
    label: 'public address',
    isDefault: true,
  });
});

test('without either nothing is another', () => {
  expect(withOuterAddresses(local, { publicUrl: null, tunnelUrl: null })).toEqual(local);
});

test('an address of this computer that is the public one stands there once', () => {
  const found = withOuterAddresses(local, { publicUrl: 'http://192.168.1.23:8787', tunnelUrl: null });
  expect(found.map(({ url }) => url)).toEqual(['http://192.168.1.23:8787', 'http://localhost:8787']);
});

test.each([
  ['https://covey.example/', 'https://covey.example'],
  [' https://Covey.Example:443 ', 'https://covey.example'],
  ['http://10.0.0.2:8080', 'http://10.0.0.2:8080'],
])('--public-url %j is %j', (text, url) => {
  expect(readPublicUrl(text)).toBe(url);
});

test.each([
  '',
  'covey.example',
  'https://covey.example/app',
  'https://a:b@covey.example',
  'ftp://x',
  'https://x#y',
])('--public-url %j is refused', (text) => {
  expect(() => readPublicUrl(text)).toThrow('is no address at which people could open this');
});
