// A contribution over fake ports, connected and started, for tests of the loop.
import type { ContributionEvent, PersonSettings } from './contribution-view.ts';
import { fakeClock, fakeCoordinator, fakeHashing, fakeIdentity, fakeOutbox, fakeThreads } from './fakes.ts';
import { runContribution } from './run-contribution.ts';

const capabilities = {
  kind: 'server',
  runtime: 'node',
  os: 'test',
  cores: 2,
  memoryGiB: 4,
  gpu: false,
  benchmark: 1,
} as const;

export async function startContribution(settings: Partial<PersonSettings> = {}, kept = fakeOutbox()) {
  const time = fakeClock();
  const coordinator = fakeCoordinator();
  const computing = fakeThreads();
  const events: ContributionEvent[] = [];
  const contribution = runContribution(
    {
      link: coordinator.link,
      threads: computing.threads,
      outbox: kept.outbox,
      sensors: { start: () => {}, stop: () => {} },
      clock: time.clock,
      identity: fakeIdentity,
      hashing: fakeHashing,
      capabilities,
      cacheBytes: 1000,
    },
    { state: 'running', throttle: 100, threads: 1, whenHidden: 'work', ...settings },
    (event) => events.push(event),
  );
  await contribution.start();
  await coordinator.connect();
  return { contribution, coordinator, computing, time, kept, events };
}
