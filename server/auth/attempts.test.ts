import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CoveyError, type ErrorCode } from '../../shared/contract/errors.ts';
import { ATTEMPTS, type Attempts, makeAttempts } from './attempts.ts';
import { addressGroup } from './client-address.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failing = (code: ErrorCode) => () => Promise.reject(new CoveyError(code, 'no'));
const right = () => Promise.resolve('in');
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error: CoveyError) => error.code,
  );
const guess = (attempts: Attempts, address: string) =>
  codeOf(attempts.run(address, 'guessable', failing('code-unknown')));

async function lockOut(attempts: Attempts, address: string) {
  for (let i = 0; i < ATTEMPTS.perMinute; i++) expect(await guess(attempts, address)).toBe('code-unknown');
}

describe('wrong attempts', () => {
  test('ten from one address refuse its codes for a minute after the tenth, and nobody else’s', async () => {
    const attempts = makeAttempts();
    for (let i = 0; i < 9; i++) await guess(attempts, '10.0.0.1');
    await vi.advanceTimersByTimeAsync(50_000);
    await guess(attempts, '10.0.0.1');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await codeOf(attempts.run('10.0.0.1', 'guessable', right))).toBe('too-many-requests');
    expect(await codeOf(attempts.run('10.0.0.2', 'guessable', right))).toBe('in');
    await vi.advanceTimersByTimeAsync(1_001);
    expect(await codeOf(attempts.run('10.0.0.1', 'guessable', right))).toBe('in');
  });

  test('what cannot be guessed opens from a blocked address, and its failures count', async () => {
    const attempts = makeAttempts();
    for (let i = 0; i < ATTEMPTS.perMinute; i++)
      await codeOf(attempts.run('10.0.0.1', 'unguessable', failing('setup-token-invalid')));
    expect(await codeOf(attempts.run('10.0.0.1', 'guessable', right))).toBe('too-many-requests');
    expect(await codeOf(attempts.run('10.0.0.1', 'unguessable', right))).toBe('in');
  });

  test('thirty right codes, and thirty codes that were right once, cost nothing', async () => {
    const attempts = makeAttempts();
    for (let i = 0; i < 30; i++)
      expect(await codeOf(attempts.run('10.0.0.1', 'guessable', right))).toBe('in');
    for (let i = 0; i < 30; i++)
      expect(await codeOf(attempts.run('10.0.0.1', 'guessable', failing('code-used-up')))).toBe(
        'code-used-up',
      );
    expect(await codeOf(attempts.run('10.0.0.1', 'guessable', failing('disk-full')))).toBe('disk-full');
  });

  test('a hundred in a day refuse for the rest of it, however patient', async () => {
    const attempts = makeAttempts();
    for (let round = 0; round < 10; round++) {
      await lockOut(attempts, '10.0.0.1');
      await vi.advanceTimersByTimeAsync(61_000);
    }
    expect(await guess(attempts, '10.0.0.1')).toBe('too-many-requests');
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(await guess(attempts, '10.0.0.1')).toBe('code-unknown');
  });

  test('many addresses together guess no faster than sixty a minute; tokens still open', async () => {
    const attempts = makeAttempts();
    for (let host = 0; host < 6; host++) await lockOut(attempts, `10.0.0.${host}`);
    expect(await guess(attempts, '10.0.1.1')).toBe('too-many-requests');
    expect(await codeOf(attempts.run('10.0.1.1', 'unguessable', right))).toBe('in');
    await vi.advanceTimersByTimeAsync(61_000);
    expect(await guess(attempts, '10.0.1.1')).toBe('code-unknown');
  });

  test('worthless tokens of one address do not spend what everybody has together', async () => {
    const attempts = makeAttempts();
    for (let i = 0; i < 2 * ATTEMPTS.allPerMinute; i++)
      await codeOf(attempts.run('10.0.0.1', 'unguessable', failing('code-unknown')));
    expect(await codeOf(attempts.run('10.0.0.2', 'guessable', right))).toBe('in');
  });

  test('open routes bear six hundred requests a minute from one address', async () => {
    const attempts = makeAttempts();
    for (let i = 0; i < ATTEMPTS.openPerMinute; i++) await attempts.knock('10.0.0.1');
    expect(await codeOf(attempts.knock('10.0.0.1'))).toBe('too-many-requests');
    expect(await codeOf(attempts.knock('10.0.0.2'))).toBeUndefined();
  });
});

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
  ['2001:DB8:0:0007::9', '2001:db8:0:7::/64'],
  ['fe80::1', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is counted as %s', (address, group) => expect(addressGroup(address)).toBe(group));
