import { expect, test } from 'vitest';
import { hasToken, withPin } from './join-target.ts';

test('a link has a way in, an address or a pin alone has none', () => {
  expect(hasToken('http://a:8787/j#AbCd')).toBe(true);
  expect(hasToken('http://a:8787/j#AbCd.0123456789abcdef')).toBe(true);
  expect(hasToken('http://a:8787/j#.0123456789abcdef')).toBe(false);
  expect(hasToken('192.168.1.2:8787')).toBe(false);
  expect(hasToken('http://a/#')).toBe(false);
});

test('what was found keeps the root that it announced', () => {
  const found = { id: '1', name: 'Home', url: 'http://192.168.1.2:8787', fingerprint: '0123456789abcdef' };
  expect(withPin(found)).toBe('http://192.168.1.2:8787/j#.0123456789abcdef');
  expect(withPin({ ...found, fingerprint: null })).toBe('http://192.168.1.2:8787');
});
