import { expect, test } from 'vitest';
import { estimateText } from './estimate-words.ts';

test('an estimate names the time, the devices it is for and what it does not know', () => {
  expect(estimateText({ chunks: 120, rounds: 1, seconds: 150, devices: 3 }, 0)).toBe(
    'About 3 min on 3 devices, 120 chunks, if it goes like before.',
  );
  expect(estimateText({ chunks: 1, rounds: 1, seconds: 4, devices: 1 }, 2)).toBe(
    'A few seconds on 1 device, 1 chunk, if it goes like before. 2 other jobs compete with it.',
  );
});

test('an estimate of many rounds says how many, and into what each is cut', () => {
  expect(estimateText({ chunks: 8, rounds: 60, seconds: 150, devices: 3 }, 0)).toBe(
    'About 3 min on 3 devices, 60 rounds of 8 chunks, if it goes like before.',
  );
  expect(estimateText({ chunks: 8, rounds: 60, seconds: null, devices: 0 }, 0)).toMatch(
    '60 rounds of 8 chunks. No device',
  );
});

test('where nothing was measured it says so', () => {
  expect(estimateText({ chunks: 5, rounds: 1, seconds: null, devices: 2 }, 0)).toMatch('No time can be told');
  expect(estimateText({ chunks: 5, rounds: 1, seconds: null, devices: 0 }, 0)).toMatch(
    'No device that can compute it is ready',
  );
  expect(estimateText({ chunks: null, rounds: 1, seconds: null, devices: 2 }, 0)).toBe(
    'How it is cut, and how long it takes, shows once the files are there.',
  );
});
