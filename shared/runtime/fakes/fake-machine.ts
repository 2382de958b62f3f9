// What tests of the contribution's state machine share: a connected machine, and what commands say.
import type { Steering } from '../../contract/device-messages.ts';
import type { JobNumber, ServerId } from '../../contract/ids.ts';
import { defaultPolicy } from '../../governor/policy.ts';
import { createContribution } from '../contribution.ts';
import type { Command, Happening } from '../contribution-messages.ts';
import type { PersonSettings } from '../contribution-view.ts';

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

/** A machine that is connected (unless told otherwise), and the commands of each happening. Notes are left out. */
export function machine(settings: Partial<PersonSettings> = {}, connected = true) {
  const device = { kind: 'server', cores: 4 } as const;
  const policy = { ...defaultPolicy('server', 4, { battery: false }), threads: 2 };
  const contribution = createContribution({ state: 'running', ...policy, ...settings }, device, 0);
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
