import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultPolicy } from '#shared/governor/policy.ts';
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';
import { NIGHTS } from './hours-words.ts';
import { WishedSettings } from './wished-settings.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const said: PersonSettings = { state: 'running', ...defaultPolicy('phone', 8, { battery: false }) };

test('a second change builds on the first although the contribution has not answered yet', () => {
  const told: Partial<PersonSettings>[] = [];
  const wished = new WishedSettings(
    () => said,
    (change) => told.push(change),
  );
  wished.change({ hours: [NIGHTS] });
  wished.change({ throttle: 40 });
  wished.change({ hours: wished.settings.hours.slice(1) });
  expect(wished.settings).toEqual({ ...said, hours: [], throttle: 40 });
  expect(told).toEqual([{ hours: [NIGHTS] }, { throttle: 40 }, { hours: [] }]);
});

test('what the contribution says counts again once it had time to answer', () => {
  const wished = new WishedSettings(
    () => said,
    () => undefined,
  );
  wished.change({ throttle: 40 });
  vi.advanceTimersByTime(1_400);
  wished.change({ threads: 1 });
  vi.advanceTimersByTime(1_400);
  expect(wished.settings).toMatchObject({ throttle: 40, threads: 1 });
  vi.advanceTimersByTime(200);
  expect(wished.settings).toEqual(said);
});
