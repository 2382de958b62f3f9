import { expect, test } from 'vitest';
import { paramApplies } from './param-words.ts';

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
