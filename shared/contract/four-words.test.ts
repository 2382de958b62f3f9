// The words are part of what two programs agree on: the known answers were made by another implementation (Python's hashlib).
import { expect, test } from 'vitest';
import { fourWords } from './four-words.ts';

const zeros = `srv_${'0'.repeat(32)}`;

test('the four words of a coordinator and a key are the first 44 bits of their hash', () => {
  expect(fourWords(zeros, 'AAECAwQFBgc')).toBe('social build wine snake');
  const p256 = 'BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';
  expect(fourWords(`srv_${'f'.repeat(32)}`, p256)).toBe('impulse jar slot ten');
});

test('another key, or another coordinator, has other words', () => {
  const words = fourWords(zeros, 'AAECAwQFBgc');
  expect(fourWords(zeros, 'AAECAwQFBgg')).toBe('ten bomb wolf coffee');
  expect(fourWords(`srv_${'1'.repeat(32)}`, 'AAECAwQFBgc')).not.toBe(words);
});

test('there are always four words', () => {
  for (let i = 0; i < 500; i++) expect(fourWords(zeros, `key ${i}`)).toMatch(/^[a-z]{3,8}( [a-z]{3,8}){3}$/);
});
