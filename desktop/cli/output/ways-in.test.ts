import { expect, test } from 'vitest';
import type { NewInvite } from '../../../shared/contract/http-api.ts';
import { InviteId } from '../../../shared/contract/ids.ts';
import { inviteJson } from './json.ts';
import { describeWaysIn, pinFor } from './ways-in.ts';

const invite: NewInvite = {
  id: InviteId.parse(`inv_${'0'.repeat(32)}`),
  uses: 40,
  usesLeft: 40,
  createdAt: 0,
  expiresAt: 15 * 60_000,
  revoked: false,
  approve: false,
  code: 'WDJB-MJHT',
  token: 't'.repeat(22),
  joinUrl: `http://192.168.1.23:8787/j#${'t'.repeat(22)}`,
};

test('a person sees address, code, minutes left, link, QR code and their own page', () => {
  const coordinator = {
    url: 'http://localhost:8787',
    dataDir: '/data',
    waysIn: {
      publicUrl: null,
      tunnelUrl: 'https://a-b.trycloudflare.com',
      discoveryName: 'covey-1a2b.local',
    },
    addresses: [
      { url: 'http://192.168.1.23:8787', label: 'eth0', isDefault: true },
      { url: 'http://10.0.0.2:8787', label: '10.0.0.2 (wlan0)', isDefault: false },
      { url: 'http://localhost:8787', label: 'this computer', isDefault: false },
    ],
  };
  const text = describeWaysIn({
    coordinator,
    invite,
    setupUrl: 'http://localhost:8787/setup#s=x',
    colors: false,
    now: 60_000,
  }).join('\n');
  expect(text).toMatch('The coordinator is running at http://localhost:8787');
  expect(text).toMatch('http://localhost:8787/setup#s=x');
  expect(text).toMatch('open http://192.168.1.23:8787/j and type');
  expect(text).toMatch('WDJB-MJHT      (good for 14 minutes and 40 devices)');
  expect(text).toMatch(`covey join '${invite.joinUrl}'`);
  expect(text).toMatch('Also at:    http://10.0.0.2:8787');
  expect(text).toMatch('Tunnel:     https://a-b.trycloudflare.com');
  expect(text).toMatch('http://covey-1a2b.local:8787');
  expect(text).toMatch('▄');
});

test('a coordinator that speaks https says where, with its root, and pins the link for terminals only', () => {
  const pin = '0123456789abcdef'.repeat(4);
  const addresses = [
    { url: 'http://10.0.0.2:8787', secureUrl: 'https://10.0.0.2:8787', label: 'eth0', isDefault: true },
  ];
  const waysIn = { publicUrl: null, tunnelUrl: null, discoveryName: null };
  const coordinator = { url: 'http://localhost:8787', dataDir: '/data', addresses, waysIn };
  const shown = { coordinator, invite, setupUrl: '', colors: false, now: 0 };
  const text = describeWaysIn({ ...shown, pin: pinFor(addresses, pin) }).join('\n');
  expect(text).toMatch('Over https: https://10.0.0.2:8787');
  expect(text).toMatch(`Root:       sha256:${pin}`);
  expect(text).toMatch(`covey join '${invite.joinUrl}.0123456789abcdef'`);
  expect(text).toMatch(`Link:       ${invite.joinUrl}\n`);
  expect(pinFor([{ url: 'http://203.0.113.7', label: '', isDefault: true }], pin)).toBeNull();
});

test('scripts get exactly what was promised', () => {
  expect(inviteJson(invite)).toEqual({
    code: 'WDJB-MJHT',
    token: invite.token,
    joinUrl: invite.joinUrl,
    expiresAt: 900_000,
    uses: 40,
  });
});
