import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { kernels } from '../../../shared/kernels/registry.ts';
import { hasWords, paramApplies } from './param-words.ts';

/** Asked for in its own way: the code itself, and which of its functions runs. */
const OWN_FIELDS = ['code', 'phase'];

test('every parameter of every kernel has words', () => {
  const wordless = kernels.flatMap(({ name, params }) =>
    Object.keys(z.toJSONSchema(params, { io: 'input' }).properties ?? {})
      .filter((param) => !OWN_FIELDS.includes(param) && !hasWords(name, param))
      .map((param) => `${name}: ${param}`),
  );
  expect(wordless).toEqual([]);
});

test('a parameter is asked for where it means something', () => {
  const applies = (name: string, params: Record<string, unknown>) => paramApplies('image', name, params);
  expect(applies('quality', { format: 'jpeg' })).toBe(true);
  expect(applies('quality', { format: 'png' })).toBe(false);
  expect(applies('percent', { resize: 'fit' })).toBe(false);
  expect(applies('width', { resize: 'cover' })).toBe(true);
  expect(applies('opacity', { watermark: '  ' })).toBe(false);
  expect(applies('opacity', { watermark: '© Wir' })).toBe(true);
  expect(applies('keepExif', { format: 'avif' })).toBe(false);
});

test('what nobody has said anything about always applies', () => {
  expect(paramApplies('hash', 'algorithm', {})).toBe(true);
  expect(paramApplies('unknown', 'anything', {})).toBe(true);
});
