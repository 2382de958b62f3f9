import { expect, test } from 'vitest';
import { type Here, readScan } from './read-scan.ts';

const token = 'AAAAAAAAAAAAAAAAAAAAAA';
const here: Here = {
  location: { protocol: 'https:', hostname: 'study.local', port: '8787' },
  names: ['study.local', '192.168.1.5', 'fd77::1', '*.example.org'],
};
const scan = (text: string) => readScan(text, here);

test('a link of this coordinator joins here, by whatever name, address or scheme it was printed', () => {
  for (const origin of [
    'https://study.local:8787',
    'http://192.168.1.5:8787',
    'HTTP://STUDY.LOCAL:8787',
    'http://[fd77::1]:8787',
    'https://covey.example.org:8787',
  ])
    expect(scan(`${origin}/j#${token}`)).toEqual({ kind: 'ours', way: { token } });
});

test('the pin behind a token is for programs, and a typed code may come as a link as well', () => {
  expect(scan(`http://192.168.1.5:8787/j#${token}.0123456789abcdef`)).toEqual({
    kind: 'ours',
    way: { token },
  });
  expect(scan('http://192.168.1.5:8787/join#wdjb-mjht')).toEqual({ kind: 'ours', way: { code: 'WDJBMJHT' } });
  expect(scan('http://192.168.1.5:8787/join#WDJB%20MJHT')).toMatchObject({ way: { code: 'WDJBMJHT' } });
});

test('an invitation of another coordinator is named by its host; another port of this host is another one', () => {
  expect(scan(`https://cafe.example/j#${token}`)).toEqual({
    kind: 'elsewhere',
    host: 'cafe.example',
    url: `https://cafe.example/j#${token}`,
  });
  expect(scan(`http://192.168.1.5:9999/j#${token}`)).toMatchObject({
    kind: 'elsewhere',
    host: '192.168.1.5:9999',
  });
  expect(scan(`http://192.168.1.6:8787/j#${token}`)).toMatchObject({ kind: 'elsewhere' });
});

test('names that only look like ours are elsewhere, and say which host they are', () => {
  expect(scan(`https://study.local:8787@evil.example:8787/j#${token}`)).toMatchObject({
    kind: 'elsewhere',
    host: 'evil.example:8787',
  });
  expect(scan(`https://study.local.evil.example:8787/j#${token}`)).toMatchObject({ kind: 'elsewhere' });
});

test('an address without an invitation, or of something else, is no way in', () => {
  expect(scan('https://study.local:8787/j')).toEqual({
    kind: 'other',
    found: 'an address of study.local:8787 without an invitation in it',
  });
  expect(scan('https://study.local:8787/j#h=AAAAAAAAAAAAAAAAAAAAAA&m=mark')).toMatchObject({ kind: 'other' });
  expect(scan('https://study.local:8787/join#WDJB')).toMatchObject({ kind: 'other' });
  expect(scan('https://study.local:8787/join#%E0%A4%A')).toMatchObject({ kind: 'other' });
  expect(scan(`https://example.com/menu.pdf#${token}`)).toEqual({
    kind: 'other',
    found: 'the address example.com',
  });
});

test('what else is found is said without its secrets', () => {
  const found = (text: string) => {
    const read = scan(text);
    return read.kind === 'other' ? read.found : read.kind;
  };
  expect(found('WIFI:T:WPA;S:home;P:hunter2;;')).toBe('the name and password of a Wi-Fi network');
  expect(found('otpauth://totp/a?secret=S3CRET')).toBe('a secret of a sign-in app');
  expect(found('BEGIN:VCARD\nFN:Emma')).toBe('a contact or an appointment');
  expect(found('javascript:alert(1)')).toBe('the text “javascript:alert(1)”');
  expect(found('')).toBe('nothing at all');
  expect(found('x'.repeat(50))).toBe(`the text “${'x'.repeat(40)}…”`);
});
