// A contribution that runs in this tab, with what is kept beside it: how it is made and ended, and what the page sees of it.
import type { Capabilities } from '../../../contract/device.ts';
import { defaultPolicy } from '../../../governor/policy.ts';
import type { ContributionStatus } from '../../../runtime/contribution-view.ts';
import type { Sensors } from '../../../runtime/ports.ts';
import type { Contribution } from '../../../runtime/run-contribution.ts';
import type { CoveyDatabase, StoredMove } from '../database.ts';
import type { DeviceLooks } from '../device-looks.ts';
import { type LifetimeMeter, openLifetime } from '../lifetime-store.ts';
import type { WebThreads } from '../sandbox/web-threads.ts';
import { loadSettings } from '../settings-store.ts';
import type { Contributing } from './between-tabs.ts';
import { contributeHere } from './contribute-here.ts';
import type { DeviceHome, HomeDevice } from './device-home.ts';
import type { Stillness } from './notice-stillness.ts';
import { type MeasuredContribution, restWhileMeasured } from './rest-while-measured.ts';

export interface Running {
  device: HomeDevice;
  contribution: Contribution;
  lifetime: LifetimeMeter;
  measured: MeasuredContribution;
  /** Where it was handed over to, if it was. */
  move: StoredMove | undefined;
  giveTurnBack: () => void;
}

export interface RunningParts {
  database: CoveyDatabase;
  home: DeviceHome;
  looks: DeviceLooks;
  device: HomeDevice;
  capabilities: Capabilities;
  threads: WebThreads;
  sensors: Sensors;
}

/** Made, not started. */
export async function makeRunning(
  parts: RunningParts,
  giveTurnBack: () => void,
  onEvent: () => void,
): Promise<Running> {
  const { database, home, looks, device, capabilities, threads, sensors } = parts;
  const policy = defaultPolicy(capabilities.kind, capabilities.cores, { battery: looks.seesBattery });
  const settings = await loadSettings(database, { state: 'running', ...policy });
  const way = await home.connect(device);
  const contribution = contributeHere(
    { ...way, database, device, capabilities, settings, threads, sensors },
    onEvent,
  );
  const move = await database.get('move', 'self');
  const lifetime = await openLifetime(database, device.deviceId, Date.now);
  const measured = restWhileMeasured(contribution);
  return { device, contribution, measured, lifetime, move, giveTurnBack };
}

export async function endRunning(ending: Running, how: { drain: boolean; forGood?: boolean }): Promise<void> {
  await ending.contribution.stop(how);
  ending.lifetime.look(ending.contribution.status());
  await ending.lifetime.keep();
  ending.giveTurnBack();
}

interface Shown {
  status: ContributionStatus;
  capabilities: Capabilities;
  /** The four words of its key, while they are needed. */
  words: string;
  heldStill: Stillness | null;
  wentTo: string | null;
}

export function describeRunning(running: Running, shown: Shown): Contributing {
  const { device, contribution, lifetime } = running;
  const { status, capabilities, words, heldStill, wentTo } = shown;
  return {
    phase: 'contributing',
    here: true,
    device: {
      deviceId: device.deviceId,
      name: status.deviceName || device.name,
      swarmName: status.swarmName || device.swarmName,
      joinedAt: device.joinedAt,
      words,
    },
    capabilities,
    lifetime: lifetime.look(status),
    heldStill,
    wentTo,
    status,
    lines: contribution.lines(),
  };
}
