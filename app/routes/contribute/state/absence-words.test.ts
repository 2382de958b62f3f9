import { expect, test } from 'vitest';
import { type Absence, absenceText, newsOf } from './absence-words.ts';

const MINUTE = 60_000;
const absence = (kind: Absence['kind'], from: number, until: number): Absence => ({ kind, from, until });

test('a page that was held still says for how long, by whom, and what became of its work', () => {
  expect(absenceText(absence('still', 0, 4 * MINUTE), 'phone')).toBe(
    'The phone held this page still for 4 minutes. Its work went back to the others, at no penalty.',
  );
  expect(absenceText(absence('hidden', 0, 20_000), 'phone')).toBe(
    'This page was in the background for 20 seconds and rested. It goes on where it was.',
  );
  expect(absenceText(absence('still', 0, 3 * 3_600_000), 'laptop')).toContain(
    'The laptop held this page still for 3 hours.',
  );
});

test('held still says more than hidden at the same time', () => {
  const hidden = absence('hidden', 0, 5 * MINUTE);
  const still = absence('still', MINUTE, 5 * MINUTE - 500);
  expect(newsOf([hidden, still], 5 * MINUTE, 0)).toBe(still);
  expect(newsOf([hidden, null], 5 * MINUTE, 0)).toBe(hidden);
});

test('an older stillness does not stand for a newer absence', () => {
  const still = absence('still', 0, MINUTE);
  const hidden = absence('hidden', 2 * MINUTE, 3 * MINUTE);
  expect(newsOf([hidden, still], 3 * MINUTE, 0)).toBe(hidden);
});

test('short, old and dismissed ones are no news', () => {
  expect(newsOf([absence('hidden', 0, 5_000)], 5_000, 0)).toBeNull();
  expect(newsOf([absence('hidden', 0, MINUTE)], 12 * MINUTE, 0)).toBeNull();
  expect(newsOf([absence('hidden', 0, MINUTE)], MINUTE, MINUTE)).toBeNull();
  expect(newsOf([null, null], 0, 0)).toBeNull();
});
