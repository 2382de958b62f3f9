import { expect, test } from 'vitest';
import { formatBytes, formatPercent, formatSeconds, plural } from './format.ts';
import { formatTable, widthOf } from './table.ts';

test('bytes are shown with three digits and a decimal unit', () => {
  expect([0, 999, 1000, 1_234_567, 999_999, 4e12].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '1.23 MB',
    '1.00 MB',
    '4.00 TB',
  ]);
});

test('seconds are shown as people say them', () => {
  expect([0, 0.44, 9.94, 12.4, 59.6, 185, 7209].map(formatSeconds)).toEqual([
    '0.0 s',
    '0.4 s',
    '9.9 s',
    '12 s',
    '1:00',
    '3:05',
    '2:00:09',
  ]);
});

test('a percentage never says 100 before it is', () => {
  expect([0, 0.999, 1, 1.2, -1].map(formatPercent)).toEqual(['0 %', '99 %', '100 %', '100 %', '0 %']);
});

test('one is one and two are many', () => {
  expect([plural(1, 'file'), plural(2, 'file'), plural(0, 'match', 'matches')]).toEqual([
    '1 file',
    '2 files',
    '0 matches',
  ]);
});

test('a table has aligned columns, numbers to the right, wide characters counted as two', () => {
  expect(
    formatTable(
      ['name', 'n'],
      [
        ['a', 5],
        ['日本', 12],
        ['🙂', 100],
      ],
    ),
  ).toEqual(['name    n', 'a       5', '日本   12', '🙂    100']);
  expect(formatTable(['name'], [])).toEqual([]);
  expect(widthOf('e\u0301')).toBe(1);
});

test('a name cannot break out of its table row', () => {
  expect(formatTable(['name'], [['a\nb']])).toHaveLength(2);
});
