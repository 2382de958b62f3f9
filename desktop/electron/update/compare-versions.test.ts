// Versions in the order that Semantic Versioning gives as its example.
import { expect, test } from 'vitest';
import { compareVersions } from './compare-versions.ts';

const ORDER = [
  '0.9.10',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.2',
  '1.0.10',
  '1.2.0',
  '10.0.0',
];

test('each version is newer than those before it, and as new as itself', () => {
  for (const [i, a] of ORDER.entries())
    for (const [j, b] of ORDER.entries()) expect(compareVersions(a, b), `${a} ${b}`).toBe(Math.sign(i - j));
  expect(compareVersions('1.0.0+one', '1.0.0+two')).toBe(0);
});
