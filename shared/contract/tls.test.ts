import { expect, test } from 'vitest';
import { groupFingerprint, linkPinOf, readJoinFragment, readPin } from './tls.ts';

const whole = '0123456789abcdef'.repeat(4);

test.each([
  [`sha256:${whole}`, whole],
  [`SHA-256:${whole.toUpperCase()}`, whole],
  [` ${whole.replace(/..(?=.)/g, '$&:')} `, whole],
  [whole.slice(0, 16), whole.slice(0, 16)],
  [whole.slice(0, 15), null],
  [`${whole}0`, null],
  [`sha1:${whole}`, null],
  ['', null],
])('the pin %j is read as %j', (text, pin) => {
  expect(readPin(text)).toBe(pin);
});

test('64 digits are sixteen groups of four, and nothing is lost', () => {
  expect(groupFingerprint(whole)).toHaveLength(16);
  expect(groupFingerprint(whole)[1]).toBe('4567');
  expect(groupFingerprint(whole).join('').toLowerCase()).toBe(whole);
});

test('a join link says its token, with or without a pin; what is no pin is none', () => {
  expect(readJoinFragment('#HJL9PjBz-bs_ZQ')).toEqual({ token: 'HJL9PjBz-bs_ZQ', pin: null });
  expect(readJoinFragment(`#token.${linkPinOf(whole)}`)).toEqual({ token: 'token', pin: '0123456789abcdef' });
  expect(readJoinFragment('token.nonsense')).toEqual({ token: 'token', pin: null });
  expect(readJoinFragment('')).toEqual({ token: '', pin: null });
});
