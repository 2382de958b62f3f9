// Runs the contribution in this tab's supervisor, once it is this tab's turn: joins the platform's ports to the shared loop.
import type { Capabilities } from '../../../contract/device.ts';
import type { ContributionEvent, PersonSettings } from '../../../runtime/contribution-view.ts';
import type { Sensors } from '../../../runtime/ports.ts';
import { type Contribution, runContribution } from '../../../runtime/run-contribution.ts';
import type { WatchNetwork } from '../../follow-network.ts';
import { browserClock } from '../browser-clock.ts';
import { openIdentity } from '../browser-identity.ts';
import { createBrowserLink } from '../browser-link.ts';
import { openOutbox } from '../browser-outbox.ts';
import type { CoveyDatabase, StoredDevice } from '../database.ts';
import type { WebThreads } from '../sandbox/web-threads.ts';
import { browserHashing } from '../sha256-hex.ts';

const CACHE_BYTES = 24 * 1024 * 1024;

export interface ContributionParts {
  database: CoveyDatabase;
  device: StoredDevice;
  capabilities: Capabilities;
  settings: PersonSettings;
  threads: WebThreads;
  sensors: Sensors;
  watchNetwork: WatchNetwork;
}

/** Made, not started. */
export function contributeHere(
  parts: ContributionParts,
  onEvent: (event: ContributionEvent) => void,
): Contribution {
  const { database, device, capabilities, settings, threads, sensors, watchNetwork } = parts;
  const ports = {
    link: createBrowserLink(location.origin, watchNetwork),
    threads,
    outbox: openOutbox(database, device.deviceId),
    sensors,
    clock: browserClock,
    identity: openIdentity(device),
    hashing: browserHashing,
    capabilities,
    cacheBytes: CACHE_BYTES,
  };
  return runContribution(ports, settings, onEvent);
}
