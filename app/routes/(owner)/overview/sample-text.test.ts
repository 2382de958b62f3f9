import { expect, test } from 'vitest';
import { SAMPLE_BYTES, sampleSources, writeText } from './sample-text.ts';

test('a range of a sample file is the same bytes however it is asked for', () => {
  const whole = writeText(3, 0, 200_000);
  expect(writeText(3, 65_530, 70_000)).toEqual(whole.slice(65_530, 135_530));
  expect(writeText(3, 131_072, 10)).toEqual(whole.slice(131_072, 131_082));
  expect(writeText(3, 5, 3)).toEqual(whole.slice(5, 8));
});

test('the sample is 32 MB of text in several files that differ', async () => {
  const sources = sampleSources();
  expect(sources.reduce((sum, source) => sum + source.size, 0)).toBe(SAMPLE_BYTES);
  const [a, b] = await Promise.all([sources[0]!.slice(0, 100), sources[1]!.slice(0, 100)]);
  expect(a).not.toEqual(b);
  expect(new TextDecoder().decode(a)).toMatch(/^[A-Z][a-z]*( [a-z]+)+/);
});
