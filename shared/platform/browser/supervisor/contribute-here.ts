// Runs the contribution in this tab's supervisor, once it is this tab's turn: joins the platform's ports to the shared loop.
import type { Capabilities } from '../../../contract/device.ts';
import type { ContributionEvent, PersonSettings } from '../../../runtime/contribution-view.ts';
import type { Identity, Link, Sensors } from '../../../runtime/ports.ts';
import { type Contribution, runContribution } from '../../../runtime/run-contribution.ts';
import { browserClock } from '../browser-clock.ts';
import { openOutbox } from '../browser-outbox.ts';
import type { CoveyDatabase } from '../database.ts';
import type { WebThreads } from '../sandbox/web-threads.ts';
import { browserHashing } from '../sha256-hex.ts';
import type { HomeDevice } from './device-home.ts';

const CACHE_BYTES = 24 * 1024 * 1024;

export interface ContributionParts {
  database: CoveyDatabase;
  device: HomeDevice;
  link: Link;
  identity: Identity;
  capabilities: Capabilities;
  settings: PersonSettings;
  threads: WebThreads;
  sensors: Sensors;
}

/** Made, not started. */
export function contributeHere(
  parts: ContributionParts,
  onEvent: (event: ContributionEvent) => void,
): Contribution {
  const { database, device, link, identity, capabilities, settings, threads, sensors } = parts;
  const ports = {
    link,
    threads,
    outbox: openOutbox(database, device.deviceId),
    sensors,
    clock: browserClock,
    identity,
    hashing: browserHashing,
    capabilities,
    cacheBytes: CACHE_BYTES,
  };
  return runContribution(ports, settings, onEvent);
}
