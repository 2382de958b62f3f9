import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeNames } from './safe-names.ts';

test('what leads out of the directory is taken away', () => {
  expect(
    safeNames(
      ['/etc/passwd', '../../x', 'a/../../b', 'C:\\data\\..\\x.txt', './y//z', '..', '', '\\\\host\\share'],
      '',
    ),
  ).toEqual(['etc/passwd', '_/_/x', 'a/_/_/b', 'C/data/_/x.txt', 'y/z', '_ (2)', 'file', 'host/share']);
});

test('names as people give them stay as they are', () => {
  const names = ['a.txt', 'ü 🙂.tar.gz', 'deep/er/c.bin', ' space ', '-dash', '.hidden', '...'];
  expect(safeNames(names, '.gz')).toEqual(names.map((name) => `${name}.gz`));
});

test('the second of a name gets a number before its first dot', () => {
  expect(
    safeNames(['a.tar.gz', 'a.tar.gz', 'x/../a.tar.gz', '/a.tar.gz', 'b', 'b', '.hidden', '.hidden'], ''),
  ).toEqual([
    'a.tar.gz',
    'a (2).tar.gz',
    'x/_/a.tar.gz',
    'a (3).tar.gz',
    'b',
    'b (2)',
    '.hidden',
    '.hidden (2)',
  ]);
});

test('no file is also a directory', () => {
  expect(safeNames(['a', 'a/b', 'c/d', 'c'], '')).toEqual(['a', 'a (2)/b', 'c/d', 'c (2)']);
});

test('whatever the names, they stay inside and differ', () => {
  const segment = fc.constantFrom('..', '.', '', 'a', 'b', 'a.b', '\u0000', 'C:', 'x\\..\\y');
  const name = fc.array(segment, { maxLength: 4 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 30 }), (names) => {
      const safe = safeNames(names, '');
      expect(new Set(safe).size).toBe(names.length);
      const folders = new Set(
        safe.flatMap((path) =>
          path
            .split('/')
            .slice(0, -1)
            .map((_, i, parts) => parts.slice(0, i + 1).join('/')),
        ),
      );
      for (const path of safe) {
        expect(path).not.toMatch(/(^|\/)(\.\.?)?(\/|$)|\\/);
        expect(path).not.toContain('\u0000');
        expect(folders.has(path)).toBe(false);
      }
    }),
  );
});
