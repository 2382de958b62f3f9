// A contribution over fake ports, connected and started, for tests of the loop.
import type { DeviceId, Sha256 } from '../../contract/ids.ts';
import { defaultPolicy } from '../../governor/policy.ts';
import type { ContributionEvent, PersonSettings } from '../contribution-view.ts';
import type { Hashing } from '../ports.ts';
import { runContribution } from '../run-contribution.ts';
import { fakeClock } from './fake-clock.ts';
import { fakeCoordinator } from './fake-coordinator.ts';
import { fakeOutbox } from './fake-outbox.ts';
import { fakeSensors } from './fake-sensors.ts';
import { fakeThreads } from './fake-threads.ts';

const capabilities = {
  kind: 'server',
  runtime: 'node',
  os: 'test',
  cores: 2,
  memoryGiB: 4,
  gpu: false,
  benchmark: 1,
} as const;

/** Not SHA-256, but as long, and different for different lengths and first bytes. */
const fakeHashing: Hashing = {
  digest: (bytes) => new Uint8Array(16).fill(bytes[0] ?? 0),
  hashPart: (bytes) =>
    Promise.resolve(`${bytes.length.toString(16)}${(bytes[0] ?? 0).toString(16)}`.padEnd(64, '0') as Sha256),
};

export const fakeIdentity = {
  deviceId: `dev_${'0'.repeat(32)}` as DeviceId,
  sign: (text: string) => Promise.resolve(`signed ${text}`),
};

export async function startContribution(settings: Partial<PersonSettings> = {}, kept = fakeOutbox()) {
  const time = fakeClock();
  const coordinator = fakeCoordinator();
  const computing = fakeThreads();
  const sensing = fakeSensors();
  const events: ContributionEvent[] = [];
  const contribution = runContribution(
    {
      link: coordinator.link,
      threads: computing.threads,
      outbox: kept.outbox,
      sensors: sensing.sensors,
      clock: time.clock,
      identity: fakeIdentity,
      hashing: fakeHashing,
      capabilities,
      cacheBytes: 1000,
    },
    { state: 'running', ...defaultPolicy('server', 2, { battery: false }), threads: 1, ...settings },
    (event) => events.push(event),
  );
  await contribution.start();
  await coordinator.connect();
  return { contribution, coordinator, computing, sensing, time, kept, events };
}
