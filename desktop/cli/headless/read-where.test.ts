import { expect, test } from 'vitest';
import { readWhere } from './read-where.ts';

const HOME = 'http://192.168.1.23:8787';

test('a code alone means the coordinator that served the file', () => {
  for (const code of ['BCDF-GHJK', 'bcdfghjk', 'BCDF GHJK'])
    expect(readWhere(code, undefined, HOME)).toEqual({ typed: HOME, code });
  expect(readWhere(undefined, 'BCDF-GHJK', HOME)).toEqual({ typed: HOME, code: 'BCDF-GHJK' });
});

test('nothing at all means a device that joined there before', () => {
  expect(readWhere(undefined, undefined, HOME)).toEqual({ typed: HOME });
});

test('a link or an address goes before what the file knows', () => {
  const link = 'http://10.0.0.9:8787/j#token';
  expect(readWhere(link, undefined, HOME)).toEqual({ typed: link });
  expect(readWhere('10.0.0.9:8787', 'BCDF-GHJK', HOME)).toEqual({
    typed: '10.0.0.9:8787',
    code: 'BCDF-GHJK',
  });
  expect(readWhere('computer', 'BCDF-GHJK', null)).toEqual({ typed: 'computer', code: 'BCDF-GHJK' });
});

test('a file without an address says that it needs one', () => {
  expect(() => readWhere('BCDF-GHJK', undefined, null)).toThrow(/does not know its coordinator/);
});
