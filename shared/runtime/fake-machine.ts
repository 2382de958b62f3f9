// What tests of the contribution's state machine share: a connected machine, leases, and what commands say.
import type { Lease } from '../contract/chunk.ts';
import type { Steering } from '../contract/device-messages.ts';
import type { JobId, JobNumber, ServerId, Sha256 } from '../contract/ids.ts';
import { createContribution } from './contribution.ts';
import type { Command, Happening } from './contribution-messages.ts';
import type { PersonSettings } from './contribution-view.ts';

export const JOB = 7 as JobNumber;
export const OTHER_JOB = 8 as JobNumber;
export const steering: Steering = {
  enabled: true,
  approved: true,
  throttle: 1,
  swarm: 'running',
  quarantine: null,
};
export const challenge = { serverId: 'srv_1' as ServerId, nonce: 'n', protocol: { oldest: 1, newest: 1 } };
export const welcomed: Happening = {
  type: 'welcomed',
  welcome: { device: 1 as never, name: 'phone', swarmName: 'home', steering, blobToken: 'token' },
};

export function lease(first: number, count: number, change: Partial<Lease> = {}): Lease {
  return {
    leaseId: 100 + first,
    job: JOB,
    jobId: 'job_1' as JobId,
    jobName: 'films',
    generation: 1,
    kernel: 'test',
    script: 'a'.repeat(64) as Sha256,
    params: {},
    first,
    count,
    chunks: Array.from({ length: count }, () => ({ input: [] })),
    expectedSeconds: 1,
    termMs: 30_000,
    limitMs: 60_000,
    ...change,
  };
}

/** A machine that is connected (unless told otherwise), and the commands of each happening. Notes are left out. */
export function machine(settings: Partial<PersonSettings> = {}, connected = true) {
  const contribution = createContribution({
    state: 'running',
    throttle: 100,
    threads: 2,
    whenHidden: 'work',
    ...settings,
  });
  let now = 0;
  const after = (happening: Happening): Command[] =>
    contribution.handle(happening, now).filter((command) => command.type !== 'note');
  if (connected) after(welcomed);
  return {
    contribution,
    after,
    wait: (ms: number) => void (now += ms),
    /** Finishes the run's next chunk, which frees the thread. */
    finish(run: number, count = 1) {
      after({ type: 'chunksFinished', run, count });
      return after({ type: 'runEnded', run, outgrew: false });
    },
  };
}

export const runs = (commands: Command[]) =>
  commands
    .filter((command) => command.type === 'runOne')
    .map(({ run, slot, index }) => ({ run, slot, index }));
export const types = (commands: Command[]) => commands.map((command) => command.type);
