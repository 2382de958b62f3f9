import { expect, test } from 'vitest';
import { fileOf, groupFingerprint } from './fingerprint.ts';

test('64 digits are sixteen groups of four, and nothing is lost', () => {
  const digits = '0123456789abcdef'.repeat(4);
  expect(groupFingerprint(digits)).toHaveLength(16);
  expect(groupFingerprint(digits)[1]).toBe('4567');
  expect(groupFingerprint(digits).join('').toLowerCase()).toBe(digits);
  expect(fileOf(digits)).toBe('covey-01234567.crt');
});
