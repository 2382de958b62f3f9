import { expect, test } from 'vitest';
import { DUTY_REASONS } from '../contract/duty-reason.ts';
import { UNKNOWN_REASONS } from '../governor/reasons.ts';
import { sayReason } from './reason-sentences.ts';

test('every reason is a sentence, with and without its figure', () => {
  for (const reason of DUTY_REASONS)
    for (const why of [{ reason }, { reason, figure: 34 }, { reason, figure: 34, detail: 'a game' }])
      expect(sayReason(why)).toMatch(/^[A-Z][^\n]*[a-z%].*\.$/);
});

test('the figure is in the sentence, in its unit', () => {
  expect(sayReason({ reason: 'on-battery', figure: 34 })).toMatch(/^Resting: on battery, 34 %\./);
  expect(sayReason({ reason: 'too-hot', figure: 91.4 })).toMatch(/^Resting: too hot, 91 °C\./);
  expect(sayReason({ reason: 'outside-hours', figure: 22 * 60 + 5 })).toMatch(/^Resting until 22:05:/);
  expect(sayReason({ reason: 'program-running', detail: 'obs' })).toBe('Resting while obs runs.');
});

test('whoever cannot tell says so and what to do', () => {
  for (const reason of UNKNOWN_REASONS) expect(sayReason({ reason })).toMatch(/cannot tell .+\. [A-Z].+\.$/);
});
