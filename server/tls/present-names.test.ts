import { expect, test } from 'vitest';
import { hostLabel, presentNames } from './present-names.ts';

const address = (text: string) => [
  { address: text, family: 'IPv4' as const, internal: false, netmask: '', mac: '', cidr: null },
];

test('a leaf is for private addresses and local names; public and link-local IPv6 ones are left out', () => {
  const interfaces = {
    lo: address('127.0.0.1'),
    wlan0: [...address('192.168.1.23'), ...address('fe80::1%wlan0'), ...address('2001:db8::7')],
    wg0: [...address('100.64.0.3'), ...address('FD77:0:0::1')],
    ppp0: address('203.0.113.7'),
  };
  expect(presentNames(['Covey-AB12.local'], 'mary', interfaces)).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
    'mary.local',
    'covey-ab12.local',
    '100.64.0.3',
    '192.168.1.23',
    'fd77::1',
  ]);
});

test.each([
  ['Marys-Laptop.fritz.box', 'marys-laptop'],
  ['Mary’s Mac', 'mary-s-mac'],
  ['localhost', 'covey'],
  ['', 'covey'],
  ['日本', 'covey'],
  ['-'.repeat(80), 'covey'],
])('a computer called %j is %s.local', (name, label) => {
  expect(hostLabel(name)).toBe(label);
});
