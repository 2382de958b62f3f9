import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ServerId } from '../../../shared/contract/ids.ts';
import { believeNobody, readProxyTrust, rememberClients } from '../../auth/client-of.ts';
import { channelOf } from '../channel.ts';
import { cookieName, readCredentials } from '../cookies.ts';
import { CSV_HEAD, toCsvLine, toField } from './audit-csv.ts';
import { describeBrowser } from './describe-browser.ts';
import { makeLinkOrigin } from './link-origin.ts';

const asked = (headers: Record<string, string>, socket: object = {}) =>
  ({ headers, socket: { remoteAddress: '10.0.0.9', ...socket } }) as unknown as IncomingMessage;

describe('a channel', () => {
  test.each([
    ['localhost:8787', true],
    ['127.0.0.1:8787', true],
    ['[::1]:8787', true],
    ['LOCALHOST', true],
    ['192.168.1.5:8787', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['user@localhost', false],
    ['', false],
  ])('over plain http for the host %j is private: %s', (host, isPrivate) => {
    expect(channelOf(asked({ host }), believeNobody()).isPrivate).toBe(isPrivate);
  });

  test('for this computer’s own name is open when a proxy, believed or not, asks for somebody elsewhere', () => {
    const host = 'localhost:8787';
    const isPrivate = (headers: Record<string, string>) =>
      channelOf(asked({ host, ...headers }, { remoteAddress: '127.0.0.1' }), believeNobody()).isPrivate;
    expect(isPrivate({ 'x-forwarded-for': '192.168.1.40' })).toBe(false);
    expect(isPrivate({ 'x-forwarded-for': '127.0.0.1, 192.168.1.40' })).toBe(false);
    expect(isPrivate({ forwarded: 'for=192.168.1.40;proto=http' })).toBe(false);
    expect(isPrivate({ 'x-forwarded-for': '127.0.0.1' })).toBe(true);
  });

  test('over TLS is private, and through a proxy when that is believed and says so', () => {
    const headers = { host: 'swarm.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' };
    const behindProxy = rememberClients(() => ({ proxies: readProxyTrust('10.0.0.9'), tunnel: null }));
    expect(channelOf(asked({ host: 'swarm.example' }, { encrypted: true }), believeNobody())).toMatchObject({
      protocol: 'https',
      isPrivate: true,
    });
    expect(channelOf(asked(headers), believeNobody())).toMatchObject({
      protocol: 'http',
      isPrivate: false,
      address: '10.0.0.9',
    });
    expect(channelOf(asked(headers), behindProxy)).toMatchObject({
      protocol: 'https',
      isPrivate: true,
      address: '192.0.2.7',
    });
  });
});

test('a cookie of http is worth nothing on https, and the other way round', () => {
  const server = `srv_${'ab'.repeat(16)}` as ServerId;
  const plain = `${cookieName(server, 'http')}=plain`;
  const secure = `${cookieName(server, 'https')}=secure`;
  expect(secure).toMatch(/^__Host-/);
  const read = (cookie: string, encrypted: boolean) => {
    const request = asked({ host: 'localhost', cookie }, { encrypted });
    return readCredentials(request, server, channelOf(request, believeNobody()))?.cookie;
  };
  expect([read(plain, false), read(plain, true)]).toEqual(['plain', undefined]);
  expect([read(secure, true), read(secure, false)]).toEqual(['secure', undefined]);
  expect([read(`${plain}; ${secure}`, true), read(`${secure}; ${plain}`, false)]).toEqual([
    'secure',
    'plain',
  ]);
});

test('a field that a spreadsheet would take for a formula is text', () => {
  for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|cmd', '%0A=1', "'=1"])
    expect(toField(evil)).toBe(`"'${evil}"`);
  expect(toField('say "hi", all')).toBe('"say ""hi"", all"');
  const row = {
    id: 7,
    at: 0,
    action: 'signed-in',
    outcome: 'done',
    actor: 'Ada',
    target: '',
    address: '::1',
    detail: '=x',
  } as const;
  expect(CSV_HEAD + toCsvLine(row)).toBe(
    'id,time,action,outcome,actor,target,address,detail\r\n"7","1970-01-01T00:00:00.000Z","signed-in","done","Ada","","::1","\'=x"\r\n',
  );
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605 Version/26.0 Mobile Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605 CriOS/156.0 Mobile Safari/604.1',
    'Chrome on iPhone',
  ],
  ['curl/8', 'A browser'],
  [undefined, 'A browser'],
])('%s is shown as %s', (userAgent, shown) => expect(describeBrowser(userAgent)).toBe(shown));

test('a link leads to the host that was asked, or to an https address when only this computer knows that host', () => {
  const address = (url: string, isDefault = false) => ({ url, label: '', isDefault });
  const plain = makeLinkOrigin(() => [address('http://192.168.1.5:8787', true)]);
  const both = makeLinkOrigin(() => [
    address('http://192.168.1.5:8787', true),
    address('https://192.168.1.5:8787'),
  ]);
  const channel = (protocol: 'http' | 'https', host: string) => ({
    protocol,
    host,
    isPrivate: true,
    address: '',
  });
  expect(plain(channel('https', 'a.local:8787'))).toBe('https://a.local:8787');
  expect(plain(channel('http', 'localhost:8787'))).toBe('http://localhost:8787');
  expect(both(channel('http', 'localhost:8787'))).toBe('https://192.168.1.5:8787');
});
