import { expect, test } from 'vitest';
import { layOut } from '#lib/pictures/picture-lines.ts';
import { guessPlatform, guideOf, platforms } from './platforms.ts';

test('the guess knows iPads that say they are Macs, and Firefox by its own store', () => {
  expect(guessPlatform('iOS', 'Firefox/1', true)).toBe('ios');
  expect(guessPlatform('macOS', 'Safari', true)).toBe('ios');
  expect(guessPlatform('macOS', 'Safari', false)).toBe('mac');
  expect(guessPlatform('Android', 'Chrome', true)).toBe('android');
  expect(guessPlatform('Android', 'Firefox/153', true)).toBe('firefox');
  expect(guessPlatform('Windows', 'Chrome', false)).toBe('windows');
  expect(guessPlatform('Chrome OS', 'Chrome', false)).toBe('linux');
});

test('every platform has a file to take, pictures with one thing to tap at most, and a way to remove it', () => {
  for (const { value } of platforms) {
    const { download, steps, remove } = guideOf(value, 'covey-0123abcd.crt');
    expect(download).toBe(value === 'ios' ? '/api/ca.mobileconfig' : '/api/ca.crt');
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(remove.length).toBeGreaterThanOrEqual(3);
    for (const { picture } of steps) {
      if (!picture) continue;
      expect(picture.lines.filter(({ here }) => here).length).toBeLessThanOrEqual(1);
      const { placed, height } = layOut(picture);
      expect(placed.every(({ y, height: high }) => y + high < height)).toBe(true);
    }
  }
});
