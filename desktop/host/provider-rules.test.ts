import { expect, test } from 'vitest';
import { checkProvider } from './provider-rules.ts';

test('on Colab a device stops and says why, unless its person says that their plan allows it', () => {
  const colab = { COLAB_RELEASE_TAG: 'release-colab_20261101', HOME: '/root' };
  expect(() => checkProvider(colab, false)).toThrow(
    /Google Colab.*forbid running distributed computing workers/,
  );
  expect(checkProvider(colab, true)).toMatch(/Google Colab/);
});

test('anywhere else nothing is said', () => {
  expect(checkProvider({ HOME: '/home/ada', COLABORATOR: 'no' }, false)).toBeNull();
});
