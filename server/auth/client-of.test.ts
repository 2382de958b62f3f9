import { describe, expect, test } from 'vitest';
import { type Asked, clientOf, readProxyTrust, TRUST_NOBODY, type Trust } from './client-of.ts';

const asked = (peer: string, headers: Asked['headers'] = {}, encrypted = false): Asked => ({
  headers: { host: 'covey.example', ...headers },
  socket: { remoteAddress: peer, encrypted },
});
const nobody: Trust = { proxies: TRUST_NOBODY, tunnel: null };
const proxies = (text: string): Trust => ({ proxies: readProxyTrust(text), tunnel: null });
const lies = {
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'localhost',
};

test('without trust the headers are as good as not there', () => {
  expect(clientOf(asked('192.168.1.50', lies), nobody)).toEqual({
    address: '192.168.1.50',
    protocol: 'http',
    host: 'covey.example',
  });
  expect(clientOf(asked('127.0.0.1', lies), nobody)).toMatchObject({
    address: '127.0.0.1',
    protocol: 'http',
  });
});

test('what the socket says: https, IPv4 in its IPv6 spelling, a zone, nothing any more', () => {
  expect(clientOf(asked('::ffff:10.0.0.9', {}, true), nobody)).toEqual({
    address: '10.0.0.9',
    protocol: 'https',
    host: 'covey.example',
  });
  expect(clientOf(asked('fe80::1%eth0'), nobody).address).toBe('fe80::1');
  expect(clientOf({ headers: {}, socket: {} }, nobody)).toEqual({
    address: 'unknown',
    protocol: 'http',
    host: '',
  });
});

describe('proxies named by their addresses', () => {
  const trust = proxies('10.0.0.2, 10.1.0.0/16, loopback, fd00::/8');

  test('are believed', () => {
    const headers = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'swarm.example:8443',
    };
    for (const peer of ['10.0.0.2', '10.1.200.3', '::ffff:10.0.0.2', '127.0.0.1', '::1', 'fd00::7'])
      expect(clientOf(asked(peer, headers), trust)).toEqual({
        address: '203.0.113.9',
        protocol: 'https',
        host: 'swarm.example:8443',
      });
  });

  test('others are not, whatever they say', () => {
    for (const peer of ['10.0.0.3', '10.2.0.1', '192.168.1.50', 'fe80::1'])
      expect(clientOf(asked(peer, lies), trust)).toEqual({
        address: peer,
        protocol: 'http',
        host: 'covey.example',
      });
  });

  test.each([
    ['what the client sent before is hearsay', '127.0.0.1, 10.0.0.2, 198.51.100.1', '198.51.100.1'],
    ['trusted proxies in a row are stepped over', '198.51.100.1, 10.1.0.5, 10.0.0.2', '198.51.100.1'],
    ['a lie before two trusted proxies is not reached', '127.0.0.1, 198.51.100.1, 10.1.0.5', '198.51.100.1'],
    ['somebody who uses the proxy from a trusted address', '10.1.0.5', '10.1.0.5'],
    ['an address with a port', '198.51.100.1:4711', '198.51.100.1'],
    ['IPv6 in brackets with a port', '[2001:db8::5]:4711', '2001:db8::5'],
    ['nonsense in the last place', '198.51.100.1, nonsense', '10.0.0.2'],
    ['an empty header', '', '10.0.0.2'],
  ])('%s', (_what, header, address) => {
    expect(clientOf(asked('10.0.0.2', { 'x-forwarded-for': header }), trust).address).toBe(address);
  });

  test('a protocol that the client sent itself is not taken for the proxy’s', () => {
    const chain = { 'x-forwarded-for': '198.51.100.1', 'x-forwarded-proto': 'https, http' };
    expect(clientOf(asked('10.0.0.2', chain), trust).protocol).toBe('http');
    const two = { 'x-forwarded-for': '198.51.100.1, 10.1.0.5', 'x-forwarded-proto': 'https, http' };
    expect(clientOf(asked('10.0.0.2', two), trust).protocol).toBe('https');
    expect(clientOf(asked('10.0.0.2', { 'x-forwarded-proto': 'ftp' }), trust).protocol).toBe('http');
  });

  test('several headers of one name are one list', () => {
    const chain = { 'x-forwarded-for': ['127.0.0.1', '198.51.100.1'] };
    expect(clientOf(asked('10.0.0.2', chain), trust).address).toBe('198.51.100.1');
  });
});

describe('a number of proxies', () => {
  test('counts from the nearest', () => {
    const chain = { 'x-forwarded-for': '127.0.0.1, 198.51.100.1, 10.9.9.9', 'x-forwarded-proto': 'https' };
    expect(clientOf(asked('172.18.0.2', chain), proxies('1')).address).toBe('10.9.9.9');
    expect(clientOf(asked('172.18.0.2', chain), proxies('2'))).toMatchObject({
      address: '198.51.100.1',
      protocol: 'https',
    });
  });

  test('a request that came past some of them is believed nothing', () => {
    expect(clientOf(asked('192.168.1.50', lies), proxies('2'))).toEqual({
      address: '192.168.1.50',
      protocol: 'http',
      host: 'covey.example',
    });
    expect(clientOf(asked('192.168.1.50', { 'x-forwarded-proto': 'https' }), proxies('1')).protocol).toBe(
      'http',
    );
  });
});

test.each([
  '',
  'everybody',
  '10.0.0.1/33',
  '10.0.0.1/8/8',
  '10.0.0.1,',
  'proxy.example',
  '::1/129',
  '99',
  '-1',
])('--trust-proxy %j is refused', (text) => {
  expect(() => readProxyTrust(text)).toThrow('names no proxy');
});

test('0 proxies is nobody', () => {
  expect(readProxyTrust('0')).toEqual(TRUST_NOBODY);
});

describe('a tunnel', () => {
  const tunnel = { host: 'four-words.trycloudflare.com', peer: null };
  const trust: Trust = { proxies: TRUST_NOBODY, tunnel };
  const edge = {
    host: 'four-words.trycloudflare.com',
    'x-forwarded-for': '127.0.0.1, 203.0.113.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'localhost',
  };

  test('its near end on this computer is believed about address and protocol, for its own name', () => {
    expect(clientOf(asked('127.0.0.1', edge), trust)).toEqual({
      address: '203.0.113.9',
      protocol: 'https',
      host: 'four-words.trycloudflare.com',
    });
    const there = { ...tunnel, peer: '192.168.1.5' };
    expect(clientOf(asked('192.168.1.5', edge), { ...trust, tunnel: there }).protocol).toBe('https');
  });

  test('nobody else is, and not under another name, and not when it is closed', () => {
    expect(clientOf(asked('192.168.1.50', edge), trust)).toMatchObject({
      address: '192.168.1.50',
      protocol: 'http',
    });
    expect(clientOf(asked('127.0.0.1', { ...edge, host: 'localhost:8787' }), trust)).toMatchObject({
      address: '127.0.0.1',
      protocol: 'http',
    });
    expect(clientOf(asked('127.0.0.1', edge), nobody)).toMatchObject({
      address: '127.0.0.1',
      protocol: 'http',
    });
  });
});
