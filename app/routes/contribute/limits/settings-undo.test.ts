import { expect, test } from 'vitest';
import { defaultPolicy } from '#shared/governor/policy.ts';
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';
import { remember } from './settings-undo.ts';

const settings: PersonSettings = { state: 'running', ...defaultPolicy('phone', 8, { battery: false }) };

test('undo brings back what was before, and nothing else', () => {
  expect(remember(settings, { throttle: 40 }, 'Throttle 40 %', null)).toEqual({
    text: 'Throttle 40 %',
    before: { throttle: 100 },
  });
});

test('several steps of one setting are undone together', () => {
  const first = remember(settings, { threads: 3 }, 'Threads: 3', null);
  const second = remember({ ...settings, threads: 3 }, { threads: 4 }, 'Threads: 4', first);
  expect(second).toEqual({ text: 'Threads: 4', before: { threads: 2 } });
});

test('a change of something else is undone alone', () => {
  const first = remember(settings, { threads: 3 }, 'Threads: 3', null);
  expect(remember({ ...settings, threads: 3 }, { throttle: 5 }, '5 %', first).before).toEqual({
    throttle: 100,
  });
  expect(
    remember(settings, { throttle: 5, threads: 1 }, 'both', { text: '', before: { threads: 7 } }).before,
  ).toEqual({ throttle: 100, threads: 2 });
});
