import { encode } from 'uqr';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { renderQr } from './qr.ts';

const link = `http://192.168.1.23:8787/j#${'t'.repeat(22)}`;
const BLOCKS: Record<string, [boolean, boolean]> = {
  '█': [true, true],
  '▀': [true, false],
  '▄': [false, true],
  ' ': [false, false],
};

/** What a camera sees: true is the text's colour. */
const modules = (lines: string[]) =>
  lines.flatMap((line) => {
    const pairs = Array.from(line).map((character) => BLOCKS[character]!);
    return [pairs.map(([top]) => top), pairs.map(([, bottom]) => bottom)];
  });
const withoutColors = (line: string) => stripVTControlCharacters(line);

test('a join link is 41 columns and 21 rows with its quiet zone', () => {
  const lines = renderQr(link, { colors: false });
  expect(lines).toHaveLength(21);
  for (const line of lines) expect(line).toHaveLength(41);
});

test('with colours every module is what the code says, dark drawn black on white', () => {
  const { data, size } = encode(link, { ecc: 'M', border: 4 });
  const lines = renderQr(link, { colors: true });
  expect(modules(lines.map(withoutColors)).slice(0, size)).toEqual(data);
  for (const line of lines)
    expect(line.startsWith('\u001b[38;5;16;48;5;231m') && line.endsWith('\u001b[0m')).toBe(true);
});

test('without colours light is drawn, as a dark terminal needs it', () => {
  const { data, size } = encode(link, { ecc: 'M', border: 4 });
  expect(modules(renderQr(link, { colors: false })).slice(0, size)).toEqual(
    data.map((row) => row.map((dark) => !dark)),
  );
});
