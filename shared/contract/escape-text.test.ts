import { expect, test } from 'vitest';
import { escapeText } from './escape-text.ts';

test('text from outside neither breaks a line nor turns it around', () => {
  expect(escapeText('a\r\nb\u0000c\u202Ed\u200Be\u001B[31m')).toBe(
    'a\\u{d}\\u{a}b\\u{0}c\\u{202e}d\\u{200b}e\\u{1b}[31m',
  );
  expect(escapeText('a\u001b[31mred\nnext\u202egnp')).toBe('a\\u{1b}[31mred\\u{a}next\\u{202e}gnp');
});

test.each([
  ['a line separator', '\u2028', '\\u{2028}'],
  ['a mark of direction', '\u200f', '\\u{200f}'],
  ['an isolate', '\u2066', '\\u{2066}'],
  ['half a character', '\ud83d', '\\u{d83d}'],
  ['a tag, which nobody sees', '\u{e0041}', '\\u{e0041}'],
])('%s is written out', (_what, text, shown) => {
  expect(escapeText(text)).toBe(shown);
});

test('what is harmless stays as it is', () => {
  expect(escapeText('Zoë’s “phone” 🙂')).toBe('Zoë’s “phone” 🙂');
  expect(escapeText('ü 🙂 plain')).toBe('ü 🙂 plain');
});

test('text is cut where a limit is given, and only there', () => {
  expect(escapeText('x'.repeat(1000), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(escapeText('x'.repeat(1000))).toHaveLength(1000);
  expect(escapeText('x'.repeat(10), 10)).toBe('x'.repeat(10));
});
