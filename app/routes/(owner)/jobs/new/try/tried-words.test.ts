import { expect, test } from 'vitest';
import { triedText, unshownText } from './tried-words.ts';

const tried = { done: 8, count: 8, ms: 1500, rounds: 1, isSmaller: false };
const none = { files: 0, leftOut: 0 };

test('a try of the whole job says so, and one of a part says of which', () => {
  expect(triedText(tried, none)).toBe('All of it took 1.5 s in this browser.');
  expect(triedText({ ...tried, done: 1 }, none)).toBe('1 chunk of 8 took 1.5 s in this browser.');
  expect(triedText(tried, { files: 5, leftOut: 3 })).toBe('2 files of 5 took 1.5 s in this browser.');
  expect(triedText({ ...tried, done: 2 }, { files: 5, leftOut: 4 })).toBe(
    '2 chunks of 8 of the first file took 1.5 s in this browser.',
  );
  expect(triedText({ ...tried, isSmaller: true }, none)).toMatch(/^A smaller version of it took/);
});

test('one round of many is not called all of it', () => {
  const round = { ...tried, rounds: 60 };
  expect(triedText(round, none)).toBe('One round of 60 took 1.5 s in this browser.');
  expect(triedText({ ...round, done: 3 }, none)).toBe(
    '3 chunks of 8 in one round of 60 took 1.5 s in this browser.',
  );
});

test('why nothing is shown is said, and nothing where something is', () => {
  expect(unshownText('too-little')).toMatch('so little');
  expect(unshownText('too-large')).toMatch('too large');
  expect(unshownText(null)).toBe('');
});
