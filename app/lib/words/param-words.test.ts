import { expect, test } from 'vitest';
import { paramMatters } from './param-words.ts';

test('a parameter matters only with the values that it is for, and an unknown one always', () => {
  const matters = (name: string, model: string) => paramMatters('montecarlo', name, () => model);
  expect(['pi', 'european', 'asian'].map((model) => matters('strike', model))).toEqual([false, true, true]);
  expect([matters('samples', 'pi'), matters('unheard-of', 'pi')]).toEqual([true, true]);
  expect(paramMatters('unheard-of', 'strike', () => undefined)).toBe(true);
});
