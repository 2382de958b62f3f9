import { expect, test } from 'vitest';
import { fileOf } from './fingerprint.ts';

test('the file has the name that the coordinator gives it', () => {
  expect(fileOf('0123456789abcdef'.repeat(4))).toBe('covey-01234567.crt');
});
