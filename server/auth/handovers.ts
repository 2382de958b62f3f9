// One-time tokens by which another origin of the same device (https instead of http, a name instead of an address) takes over its identity.
// In memory, good for two minutes; a device has one at a time.
import { CoveyError } from '../../shared/contract/errors.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import { hashSecret, makeSecret } from './secrets.ts';

export const HANDOVER_MS = 2 * 60_000;

export interface Handovers {
  make(device: DeviceNumber): { token: string; expiresInMs: number };
  /** Takes the token; `giveBack` undoes that when the change could not be written. @throws CoveyError `code-unknown` */
  take(token: string): { device: DeviceNumber; giveBack(): void };
}

export function makeHandovers(utc: () => number): Handovers {
  const open = new Map<DeviceNumber, { hash: string; until: number }>();
  return {
    make(device) {
      for (const [other, { until }] of open) if (until < utc()) open.delete(other);
      const token = makeSecret(24);
      open.set(device, { hash: hashSecret(token), until: utc() + HANDOVER_MS });
      return { token, expiresInMs: HANDOVER_MS };
    },
    take(token) {
      const hash = hashSecret(token);
      const found = [...open].find(([, each]) => each.hash === hash);
      if (!found || found[1].until < utc())
        throw new CoveyError('code-unknown', 'this handover was used already or is too old', {
          hint: 'Begin again on the page where this device computes.',
        });
      const [device, entry] = found;
      open.delete(device);
      return { device, giveBack: () => void (open.has(device) || open.set(device, entry)) };
    },
  };
}
