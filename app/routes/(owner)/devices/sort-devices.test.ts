import { expect, test } from 'vitest';
import type { DeviceView } from '#shared/contract/device.ts';
import { sortDevices } from './sort-devices.ts';

const device = (name: string, connected: boolean, quarantine: string | null = null) =>
  ({ name, connected, quarantine, joinedAt: 0 }) as DeviceView;

test('quarantined first, then online, then away; by name with numbers as numbers', () => {
  const sorted = sortDevices([
    device('phone 10', true),
    device('old laptop', false),
    device('phone 9', true),
    device('liar', false, 'two wrong results'),
  ]);
  expect(sorted.map((one) => one.name)).toEqual(['liar', 'phone 9', 'phone 10', 'old laptop']);
});
