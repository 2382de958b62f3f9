import { expect, test } from 'vitest';
import { hasScreen } from './open-page.ts';

test('a page is opened only where whoever started this would see it', () => {
  expect(hasScreen({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasScreen({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasScreen({}, 'linux')).toBe(false);
  expect(hasScreen({}, 'darwin')).toBe(true);
  expect(hasScreen({ SSH_CONNECTION: 'x' }, 'darwin')).toBe(false);
  expect(hasScreen({ CI: '1', DISPLAY: ':0' }, 'linux')).toBe(false);
});
