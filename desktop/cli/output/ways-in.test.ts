import { expect, test } from 'vitest';
import type { NewInvite } from '../../../shared/contract/http-api.ts';
import { InviteId } from '../../../shared/contract/ids.ts';
import { inviteJson } from './json.ts';
import { describeWaysIn } from './ways-in.ts';

const invite: NewInvite = {
  id: InviteId.parse(`inv_${'0'.repeat(32)}`),
  uses: 40,
  usesLeft: 40,
  createdAt: 0,
  expiresAt: 15 * 60_000,
  revoked: false,
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

test('scripts get exactly what was promised', () => {
  expect(inviteJson(invite)).toEqual({
    code: 'WDJB-MJHT',
    token: invite.token,
    joinUrl: invite.joinUrl,
    expiresAt: 900_000,
    uses: 40,
  });
});
