import { expect, test } from 'vitest';
import { findByIdOrName, readParam, readRange, readWhole } from './read-option.ts';

test.each([
  ['level=6', { level: 6 }],
  ['format=zstd', { format: 'zstd' }],
  ['flag=true', { flag: true }],
  ['text="06"', { text: '06' }],
  ['list=[1,2]', { list: [1, 2] }],
  ['formula=a=b', { formula: 'a=b' }],
  ['empty=', { empty: '' }],
])('--param %s is understood', (text, params) => {
  expect(readParam(text)).toEqual(params);
});

test('parameters are collected, the last of a name counts', () => {
  expect(readParam('a=3', readParam('b=2', readParam('a=1')))).toEqual({ a: 3, b: 2 });
});

test.each(['level', '=6', ''])('--param %j is refused', (text) => {
  expect(() => readParam(text)).toThrow('It must be name=value.');
});

test.each([
  ['0:1000', { start: 0, count: 1000 }],
  ['-5:10', { start: -5, count: 10 }],
  ['42', { start: 0, count: 42 }],
])('--range %s is understood', (text, range) => {
  expect(readRange(text)).toEqual(range);
});

test.each(['', 'a', '1:', '1.5', '0:-1', '0:99999999999999999'])('--range %j is refused', (text) => {
  expect(() => readRange(text)).toThrow('START:COUNT');
});

test.each(['', ' ', 'x', '1.5', '-1', '101', 'NaN'])('%j is no whole number from 0 to 100', (text) => {
  expect(() => readWhole(0, 100)(text)).toThrow('It must be a whole number from 0 to 100.');
});

test('whole numbers within the limits are taken', () => {
  expect(['0', '100', '7'].map(readWhole(0, 100))).toEqual([0, 100, 7]);
});

test('a thing is found by its id, its name, or a beginning of its id that only one has', () => {
  const list = [
    { id: 'job_aaaa1', name: 'one' },
    { id: 'job_aaab2', name: 'two' },
    { id: 'job_cccc3', name: 'two' },
  ];
  expect(findByIdOrName(list, 'job_aaaa1')).toBe(list[0]);
  expect(findByIdOrName(list, 'job_c')).toBe(list[2]);
  expect(findByIdOrName(list, 'one')).toBe(list[0]);
  expect(findByIdOrName(list, 'two')).toBe('several');
  expect(findByIdOrName(list, 'job_aaa')).toBe('several');
  expect(findByIdOrName(list, 'job')).toBe('none');
  expect(findByIdOrName(list, 'three')).toBe('none');
});
