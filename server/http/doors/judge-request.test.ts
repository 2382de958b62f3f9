import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { believeNobody, readProxyTrust, rememberClients } from '../../auth/client-of.ts';
import { makeAllowedHosts } from './allowed-hosts.ts';
import { type DoorRules, judgeRequest } from './judge-request.ts';

const interfaces = (...ips: string[]) => ({
  eth0: ips.map((address) => ({
    address,
    family: address.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
    internal: false,
    netmask: '',
    mac: '',
    cidr: null,
    scopeid: 0,
  })),
});

function makeHosts(names: string[] = [], ips = ['192.168.1.5', 'fd77::1']) {
  const network = { ips, now: 0 };
  const hosts = makeAllowedHosts({
    names,
    machineName: () => 'Desk.home',
    interfaces: () => interfaces(...network.ips),
    now: () => network.now,
  });
  return { hosts, network };
}

describe('hosts', () => {
  test.each([
    'localhost',
    'LOCALHOST:8787',
    'localhost.:8787',
    '127.0.0.1:1',
    '[::1]:8787',
    '192.168.1.5:8787',
    '[fd77:0::1]',
    'desk',
    'desk.home',
    'DESK.local:8787',
    'covey.example',
    '203.0.113.7:443',
  ])('%s is this coordinator', (host) =>
    expect(makeHosts(['https://Covey.example/x', '203.0.113.7']).hosts.allows(host)).toBe(true),
  );

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'desk.local.evil.example',
    '192.168.1.6',
    '127.0.0.2',
    '0.0.0.0:8787',
    '[fd77::2]',
    '[::ffff:192.168.1.5]',
    'localhost:8787@evil.example',
    'evil.example/localhost',
    'локалхост',
    '[::1',
    '2130706433',
    'http://localhost',
    'localhost/evil.example',
    'localhost:99999',
  ])('%s is not', (host) => expect(makeHosts().hosts.allows(host)).toBe(false));

  test('an address that appears later is found, without looking more than once a second', () => {
    const { hosts, network } = makeHosts();
    expect(hosts.allows('10.0.0.9:8787')).toBe(false);
    network.ips = ['10.0.0.9'];
    expect(hosts.allows('10.0.0.9:8787')).toBe(false);
    network.now = 1_000;
    expect(hosts.allows('10.0.0.9:8787')).toBe(true);
  });

  test('a name of a tunnel is allowed while there is one, and what is no name is refused at the start', () => {
    const names: string[] = [];
    const hosts = makeAllowedHosts({ names: [], moreNames: () => names });
    expect(hosts.allows('a-b.trycloudflare.com')).toBe(false);
    names.push('a-b.trycloudflare.com');
    expect(hosts.allows('a-b.trycloudflare.com')).toBe(true);
    expect(() => makeHosts(['*'])).toThrow(/is no host name/);
  });
});

describe('requests', () => {
  interface Asked {
    method?: string;
    url?: string;
    headers?: Record<string, string>;
    encrypted?: boolean;
    isUpgrade?: boolean;
    rules?: Partial<DoorRules>;
  }
  const judge = ({ method = 'GET', url = '/api/health', headers, encrypted, isUpgrade, rules }: Asked) =>
    judgeRequest(
      {
        method,
        url,
        headers: { host: 'localhost:8787', ...headers },
        socket: { encrypted, remoteAddress: '10.0.0.9' },
      } as unknown as IncomingMessage,
      { hosts: makeHosts(['covey.example']).hosts, clientOf: believeNobody(), ...rules },
      isUpgrade ?? false,
    )?.code ?? 'in';
  const evil = { origin: 'http://evil.example' };
  const own = { origin: 'http://localhost:8787', 'sec-fetch-site': 'same-origin' };

  test.each<[string, Asked, string]>([
    ['a program', {}, 'in'],
    ['our page', { method: 'POST', headers: own }, 'in'],
    ['our page’s socket', { url: '/socket/?EIO=4', headers: own, isUpgrade: true }, 'in'],
    ['a foreign Host', { headers: { host: 'evil.example' } }, 'wrong-host'],
    ['a foreign Host with its own Origin', { headers: { host: 'evil.example', ...evil } }, 'wrong-host'],
    ['no path', { url: 'http://localhost:8787/api/health' }, 'bad-request'],
    ['a foreign page that changes', { method: 'POST', headers: evil }, 'forbidden'],
    ['a page without an origin', { method: 'DELETE', headers: { origin: 'null' } }, 'forbidden'],
    [
      'another port of this host',
      { method: 'POST', headers: { origin: 'http://localhost:3000' } },
      'forbidden',
    ],
    ['a foreign page that polls', { url: '/socket/?EIO=4&transport=polling', headers: evil }, 'forbidden'],
    ['a foreign page’s socket', { url: '/socket/?EIO=4', headers: evil, isUpgrade: true }, 'forbidden'],
    ['a foreign page’s upgrade of any path', { url: '/', headers: evil, isUpgrade: true }, 'forbidden'],
    ['a foreign image of the API', { headers: { 'sec-fetch-site': 'cross-site' } }, 'forbidden'],
    ['a sibling’s form', { method: 'POST', headers: { 'sec-fetch-site': 'same-site' } }, 'forbidden'],
    [
      'a link on a foreign page',
      {
        url: '/api/jobs/x/outputs/0',
        headers: {
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
        },
      },
      'in',
    ],
    [
      'a foreign frame of the API',
      {
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      },
      'forbidden',
    ],
    ['a link to a page', { url: '/j', headers: { 'sec-fetch-site': 'cross-site' } }, 'in'],
    ['http that steers https', { method: 'POST', headers: own, encrypted: true }, 'forbidden'],
    [
      'https itself',
      { method: 'POST', headers: { origin: 'https://localhost:8787' }, encrypted: true },
      'in',
    ],
    ['a forwarded host, unasked', { headers: { 'x-forwarded-host': 'evil.example' } }, 'in'],
    [
      'a forwarded host behind a proxy',
      {
        headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '192.0.2.7' },
        rules: { clientOf: rememberClients(() => ({ proxies: readProxyTrust('10.0.0.9'), tunnel: null })) },
      },
      'wrong-host',
    ],
    [
      'the public page behind a proxy that renames',
      {
        method: 'POST',
        headers: { origin: 'https://covey.example' },
        rules: { publicUrl: 'https://covey.example/' },
      },
      'in',
    ],
  ])('%s', (_what, asked, expected) => expect(judge(asked)).toBe(expected));
});
