// How many bytes a device may have stored that no recorded result of its names. What results name is free again; chunks that failed and jobs that
// ended leave a rest behind, which is forgiven slowly. So an honest device is never stopped and a greedy one cannot fill the disk.
import { CoveyError } from '../../shared/contract/errors.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';

export const WRITES = {
  /** Always allowed while it holds a lease: results of chunks that read nothing. */
  leastBytes: 64 * 1024 * 1024,
  /** Of what its leases read: decompressed images, for example. */
  timesInput: 8,
  forgivenPerSecond: 64 * 1024,
} as const;

export interface WriteQuota {
  /** @throws CoveyError `too-many-requests` and takes nothing */
  reserve(device: DeviceNumber, bytes: number, inputBytes: number): void;
  /** A result that names so many bytes is recorded, or will never be. */
  settle(device: DeviceNumber, bytes: number): void;
}

export function makeWriteQuota(now: () => number = () => performance.now()): WriteQuota {
  const open = new Map<DeviceNumber, { bytes: number; at: number }>();

  function present(device: DeviceNumber): number {
    const account = open.get(device);
    return account
      ? Math.max(0, account.bytes - ((now() - account.at) / 1000) * WRITES.forgivenPerSecond)
      : 0;
  }
  function put(device: DeviceNumber, bytes: number): void {
    if (bytes > 0) open.set(device, { bytes, at: now() });
    else open.delete(device);
  }

  return {
    reserve(device, bytes, inputBytes) {
      const limit = Math.max(WRITES.leastBytes, WRITES.timesInput * inputBytes);
      const after = present(device) + bytes;
      if (after > limit)
        throw new CoveyError(
          'too-many-requests',
          `this device stored ${Math.round(after - bytes)} bytes that no result names; its leases allow ${limit}`,
          { hint: 'Report the results whose parts are stored, then go on.' },
        );
      put(device, after);
    },
    settle: (device, bytes) => put(device, present(device) - bytes),
  };
}
