import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataDirectory, fromWhereTheyStand, readVersion } from './places.ts';

test('paths lead from where the person stands, also under npm', () => {
  expect(fromWhereTheyStand('out', { INIT_CWD: '/home/x' })).toBe(join('/home/x/out'));
  expect(fromWhereTheyStand('out', {})).toBe(join(process.cwd(), 'out'));
  expect(dataDirectory('data', { INIT_CWD: '/home/x' })).toBe(join('/home/x/data'));
});

test('without a name there is one data directory per user', () => {
  expect(dataDirectory(undefined, {})).toMatch(/covey$/);
});

test('the version is the one of the package', () => {
  expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
