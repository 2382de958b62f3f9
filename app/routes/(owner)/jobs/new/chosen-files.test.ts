import { expect, test } from 'vitest';
import { addFiles, nameFor, pickedFiles, toSource } from './chosen-files.ts';

const file = (path: string, text = '') => ({ path, file: new File([text], path) });

test('a path chosen again replaces the one before, and the list is in order', () => {
  const list = addFiles([file('b.txt', 'old'), file('a.txt')], [file('b.txt', 'newer')]);
  expect(list.map((one) => [one.path, one.file.size])).toEqual([
    ['a.txt', 0],
    ['b.txt', 5],
  ]);
});

test('a job is called after its folder, its file, or its first file and how many more', () => {
  expect(nameFor([])).toBe('');
  expect(nameFor([file('photos/a.jpg'), file('photos/2024/b.jpg')])).toBe('photos');
  expect(nameFor([file('a.jpg')])).toBe('a.jpg');
  expect(nameFor([file('a.jpg'), file('b.jpg'), file('c.jpg')])).toBe('a.jpg and 2 more');
});

test('a source reads exactly the bytes asked for', async () => {
  const [picked] = pickedFiles([new File(['0123456789'], 'digits.txt')]);
  const source = toSource(picked!);
  expect(source).toMatchObject({ name: 'digits.txt', size: 10 });
  expect(new TextDecoder().decode(await source.slice(3, 4))).toBe('3456');
});
