import { expect, test } from 'vitest';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import { makeTokenBucket } from './token-bucket.ts';
import { makeWriteQuota, WRITES } from './write-quota.ts';

const device = 1 as DeviceNumber;
const MIB = 1024 * 1024;

test('an allowance takes a burst, then only what time gives back, never more than the burst', () => {
  const time = { now: 0 };
  const bucket = makeTokenBucket(10, 2, () => time.now);
  expect(bucket.take(10)).toBe(true);
  expect(bucket.take(1)).toBe(false);
  time.now = 500;
  expect(bucket.take(1)).toBe(true);
  time.now = 1_000_000;
  expect(bucket.take(11)).toBe(false);
  expect(bucket.take(10)).toBe(true);
});

test('a device may store 64 MiB, or eight times what its leases read, that no result names', () => {
  const quota = makeWriteQuota(() => 0);
  for (let i = 0; i < 16; i++) quota.reserve(device, 4 * MIB, 0);
  expect(() => quota.reserve(device, 1, 0)).toThrow(/no result names/);
  expect(() => quota.reserve(2 as DeviceNumber, 4 * MIB, 0)).not.toThrow();
  quota.reserve(device, 4 * MIB, 10 * MIB);
  expect(() => quota.reserve(device, 16 * MIB, 10 * MIB)).toThrow(/no result names/);
});

test('what results name is free again, the rest of failed chunks is forgiven slowly', () => {
  const time = { now: 0 };
  const quota = makeWriteQuota(() => time.now);
  for (let i = 0; i < 1_000; i++) {
    quota.reserve(device, 4 * MIB, 0);
    quota.settle(device, 4 * MIB);
  }
  quota.reserve(device, WRITES.leastBytes, 0);
  expect(() => quota.reserve(device, MIB, 0)).toThrow(/no result names/);
  time.now = 16_000;
  quota.reserve(device, MIB, 0);
  expect(() => quota.reserve(device, MIB, 0)).toThrow(/no result names/);
});
