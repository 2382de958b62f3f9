import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outputNames, safeRelativePath } from './output-path.ts';

const names = fc
  .array(
    fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', 'C:', '\0', '\n', ' ', 'a', 'ü 🙂.tar.gz', 'CON', '...'),
      fc.string(),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));

test('for any name the path stays below the directory, on every system', () => {
  fc.assert(
    fc.property(names, (name) => {
      const path = safeRelativePath(name, 'linux');
      expect(path).not.toBe('');
      expect(path).not.toContain('\0');
      expect(posix.isAbsolute(path)).toBe(false);
      expect(posix.resolve('/out', path).startsWith('/out/')).toBe(true);
      const onWindows = safeRelativePath(name, 'win32').replaceAll('/', '\\');
      expect(win32.isAbsolute(onWindows)).toBe(false);
      expect(win32.resolve('D:\\out', onWindows).startsWith('D:\\out\\')).toBe(true);
      expect(onWindows).not.toMatch(/[<>:"|?*]/);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['sub/ü 🙂.tar.gz', 'sub/ü 🙂.tar.gz'],
  ['line\nbreak', 'line\nbreak'],
  ['../../etc/passwd', 'etc/passwd'],
  ['/etc/passwd', 'etc/passwd'],
  ['a/./b//c/../d', 'a/b/c/d'],
  ['', 'output'],
  ['..', 'output'],
  ['...', '...'],
])('%j is written to %j', (name, path) => {
  expect(safeRelativePath(name, 'linux')).toBe(path);
});

test.each([
  ['C:\\Windows\\a', 'C_/Windows/a'],
  ['con.txt', '_con.txt'],
  ['a. ', 'a'],
  ['a?b', 'a_b'],
])('%j is written to %j on Windows', (name, path) => {
  expect(safeRelativePath(name, 'win32').replaceAll('\\', '/')).toBe(path);
});

test('two outputs never get the same path', () => {
  const linux = outputNames('linux');
  expect(
    ['a.tar.gz', '../a.tar.gz', '/a.tar.gz', 'A.tar.gz', 'd.e/f', '/d.e/f', '.x', '/.x'].map(linux.take),
  ).toEqual(['a.tar.gz', 'a (2).tar.gz', 'a (3).tar.gz', 'A.tar.gz', 'd.e/f', 'd.e/f (2)', '.x', '.x (2)']);
  const mac = outputNames('darwin');
  expect(['a', 'A'].map(mac.take)).toEqual(['a', 'A (2)']);
});
