// Waits until so many devices are connected.
import { expect } from 'vitest';
import type { DeviceView } from '../../shared/contract/device.ts';
import { askAsOwner, type OpenedApp } from './open-app.ts';

export async function waitForDevices(app: OpenedApp, count: number): Promise<void> {
  const connected = async () =>
    ((await askAsOwner(app, 'GET', '/api/devices')) as DeviceView[]).filter((each) => each.connected);
  await expect.poll(connected, { timeout: 60_000 }).toHaveLength(count);
}
