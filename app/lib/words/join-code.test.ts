import { expect, test } from 'vitest';
import { isWholeCode, readCode, showCode } from './join-code.ts';

test('case, spaces and dashes do not matter', () => {
  expect(readCode(' wdjb mj-ht ')).toBe('WDJBMJHT');
  expect(showCode('wdjbmjht')).toBe('WDJB-MJHT');
  expect(isWholeCode('wdjb-mjht')).toBe(true);
});

test('letters that no code has are dropped while typing', () => {
  expect(showCode('WAEIOUDJ0B1M')).toBe('WDJB-M');
  expect(showCode('WDJB')).toBe('WDJB');
  expect(isWholeCode('WDJB-MJH')).toBe(false);
});
