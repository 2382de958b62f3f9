import { expect, test } from 'vitest';
import { listAddresses } from './addresses.ts';

const address = (ip: string) => [
  { address: ip, family: 'IPv4' as const, internal: false, netmask: '', mac: '', cidr: null },
];

test('the address of a real interface on a private network comes first, container bridges last', () => {
  const found = listAddresses('0.0.0.0', 8787, {
    docker0: address('172.17.0.1'),
    tailscale0: address('100.64.0.3'),
    wlan0: address('192.168.1.23'),
  });
  expect(found[0]).toEqual({
    url: 'http://192.168.1.23:8787',
    label: '192.168.1.23 (wlan0)',
    isDefault: true,
  });
  expect(found.filter((each) => each.isDefault)).toHaveLength(1);
  expect(found.at(-1)?.url).toBe('http://localhost:8787');
});

test('a coordinator that stays alone offers only this computer', () => {
  expect(listAddresses('127.0.0.1', 9000, { eth0: address('10.0.0.2') }).map((each) => each.url)).toEqual([
    'http://localhost:9000',
  ]);
});

test('without any network there is still this computer', () => {
  expect(listAddresses('0.0.0.0', 9000, {})).toEqual([
    { url: 'http://localhost:9000', label: 'this computer', isDefault: true },
  ]);
});
