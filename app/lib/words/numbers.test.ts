import { expect, test } from 'vitest';
import {
  about,
  aboutRange,
  ago,
  bytes,
  chunkRateText,
  count,
  countdown,
  counted,
  percent,
  rate,
  span,
  timeLeft,
  times,
  wattHours,
  watts,
} from './numbers.ts';

test('sizes have the unit that keeps them short', () => {
  expect([0, 999, 1000, 34_400_000, 999_999, 1.5e9, 2e13].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1 KB',
    '34.4 MB',
    '1 MB',
    '1.5 GB',
    '20 TB',
  ]);
});

test('slow rates are told per minute', () => {
  expect(rate(0)).toEqual({ value: '0', unit: 'per second' });
  expect(rate(0.1)).toEqual({ value: '6', unit: 'per minute' });
  expect(rate(3.25)).toEqual({ value: '3.3', unit: 'per second' });
  expect(rate(12_345).value).toBe('12,345');
});

test('spans name the two units that matter', () => {
  expect([0, 59.6, 61, 200, 3600, 7500, 200_000].map(span)).toEqual([
    '0 s',
    '1 min',
    '1 min 1 s',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '2 days 7 h',
  ]);
});

test('estimates are told roughly', () => {
  expect([3, 34, 65, 4000, 100_000].map(about)).toEqual([
    'a few seconds',
    'about 40 s',
    'about 1 min',
    'about 1.1 h',
    'about 1.2 days',
  ]);
});

test('a share below the whole never reads 100 %', () => {
  expect([0, 0.29, 0.9999, 1].map(percent)).toEqual(['0 %', '29 %', '99 %', '100 %']);
});

test('ages, counts and countdowns', () => {
  expect([0, 25_000, 61_000, 7_300_000, 90_000_000].map((ms) => ago(0, ms))).toEqual([
    'just now',
    '20 s ago',
    '1 min ago',
    '2 h ago',
    '1 day ago',
  ]);
  expect([counted(1, 'device'), counted(2, 'device'), counted(1500, 'file')]).toEqual([
    '1 device',
    '2 devices',
    '1,500 files',
  ]);
  expect([count(99_999), count(1_250_000)]).toEqual(['99,999', '1.3M']);
  expect([899_000, 61_000, -5, 7_200_000].map(countdown)).toEqual(['14:59', '1:01', '0:00', '2 h']);
});

test('how long something still lasts is told in one unit, and what has begun counts whole', () => {
  const minutes = [0, 0.2, 89, 91, 47 * 60, 48 * 60 - 1, 48 * 60 + 1, 90 * 1440 - 1];
  expect(minutes.map((each) => timeLeft(each * 60_000))).toEqual([
    '0 min',
    '1 min',
    '89 min',
    '2 h',
    '47 h',
    '48 h',
    '3 days',
    '90 days',
  ]);
  expect(timeLeft(-5)).toBe('0 min');
});

test('two estimates are one range, with the unit said once', () => {
  expect(aboutRange(125, 290)).toBe('2 to 5 min');
  expect(aboutRange(35, 130)).toBe('40 s to 2 min');
  expect(aboutRange(118, 122)).toBe('about 2 min');
  expect(aboutRange(3, 25)).toBe('a few seconds to 30 s');
});

test('factors have a tenth while it matters', () => {
  expect([0.84, 3.44, 12.3].map(times)).toEqual(['0.8 ×', '3.4 ×', '12 ×']);
});

test('energy is told with no more digits than an estimate has', () => {
  expect([0, 3.47, 128].map(watts)).toEqual(['0 W', '3.5 W', '130 W']);
  expect([0.0123, 42.4, 1234].map(wattHours)).toEqual(['0.012 Wh', '42 Wh', '1.2 kWh']);
});

test('one chunk is one', () => {
  expect(chunkRateText(1)).toBe('1 chunk per second');
  expect(chunkRateText(1.2)).toBe('1.2 chunks per second');
  expect(chunkRateText(1 / 60)).toBe('1 chunk per minute');
});
