// The order of devices on the screen: what needs somebody first, then those that are there, then the others; by name within.
// It does not depend on what changes every second, so that tiles stay where they are.
import type { DeviceView } from '#shared/contract/device.ts';

export function sortDevices(devices: readonly DeviceView[]): DeviceView[] {
  return devices.toSorted(
    (a, b) =>
      place(a) - place(b) || a.name.localeCompare(b.name, 'en', { numeric: true }) || a.joinedAt - b.joinedAt,
  );
}

const place = (device: DeviceView) => (device.quarantine !== null ? 0 : device.connected ? 1 : 2);
