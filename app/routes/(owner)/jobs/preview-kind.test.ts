import { expect, test } from 'vitest';
import { hexLines, readPreview } from './preview-kind.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('text is text, also when it is cut in the middle of a letter', () => {
  expect(readPreview(bytes('Grüße\n'), true)).toEqual({ kind: 'text', text: 'Grüße\n' });
  expect(readPreview(bytes('Grü').subarray(0, 3), false)).toEqual({ kind: 'text', text: 'Gr' });
  expect(readPreview(bytes('Grü').subarray(0, 3), true).kind).toBe('bytes');
});

test('what has control characters or is nothing is bytes', () => {
  expect(readPreview(Uint8Array.of(72, 105, 0, 1), true)).toEqual({
    kind: 'bytes',
    lines: ['0000  48 69 00 01                                      Hi··'],
  });
  expect(readPreview(new Uint8Array(0), true)).toEqual({ kind: 'bytes', lines: [] });
});

test('a whole picture is known by its first bytes; a part of one, and SVG, are not drawn', () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2);
  expect(readPreview(png, true)).toEqual({ kind: 'picture', type: 'image/png' });
  expect(readPreview(png, false).kind).toBe('bytes');
  expect(readPreview(bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), true).kind).toBe('text');
});

test('lines of bytes say where they begin and are cut at half a kilobyte', () => {
  expect(hexLines(new Uint8Array(17)).at(-1)).toMatch(/^0010 {2}00 +·$/);
  const many = readPreview(new Uint8Array(5000).fill(255), true);
  expect(many.kind === 'bytes' && many.lines.length).toBe(32);
});
