import { expect, test } from 'vitest';
import { defaultPolicy } from '../governor/policy.ts';
import { readKept, toKept } from './kept-settings.ts';

test('what is kept is read as it was', () => {
  const settings = {
    state: 'paused',
    ...defaultPolicy('phone', 8, { battery: true }),
    restBeside: ['game'],
  } as const;
  expect(readKept(JSON.parse(JSON.stringify(toKept({ ...settings, restBeside: ['game'] }))))).toEqual(
    settings,
  );
});

test('settings of the first version are taken over', () => {
  const old = { state: 'running', throttle: 40, threads: 2, whenHidden: 'work' };
  expect(readKept(old)).toEqual(old);
});

test.each([{ wish: 'run' }, { state: 'running', throttle: 900 }, { state: 'asleep' }, null, 7])(
  '%j counts as never kept',
  (raw) => expect(readKept(raw)).toBeUndefined(),
);
