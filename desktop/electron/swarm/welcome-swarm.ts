// A swarm that has just come up on this computer: a computer that has helped nobody yet helps it, and its jobs are watched for news.
import { readCapabilities } from '../../../shared/platform/node/node-capabilities.ts';
import type { Clock } from '../../../shared/runtime/ports.ts';
import { findCoordinator } from '../../host/owner-connection.ts';
import { defaultName } from '../../host/places.ts';
import type { StateFile } from '../../host/state-file.ts';
import type { Kept } from '../app-state.ts';
import type { DeviceAccount } from '../link/device-account.ts';
import { type JobNews, watchJobs } from './watch-jobs.ts';

export interface WelcomeParts {
  url: string;
  dataDir: string;
  kept: Pick<StateFile<Kept>, 'value'>;
  account: Pick<DeviceAccount, 'join'>;
  clock: Clock;
  ownToken(): Promise<string>;
  log(level: 'error', text: string): void;
  /** This computer became a device. */
  joined(): void;
  notify(news: JobNews): void;
}

/** Returns what ends the watching. */
export function welcomeSwarm(parts: WelcomeParts): () => void {
  const { url, dataDir, kept, account, clock, ownToken, log, joined, notify } = parts;
  const join = async () => {
    const where = `${url}/j#${await ownToken()}`;
    await account.join({ where, name: defaultName(), capabilities: await readCapabilities() });
    joined();
  };
  if (!kept.value.coordinator && !kept.value.hasLeft)
    join().catch((error: unknown) =>
      log('error', `this computer could not join its own swarm: ${String(error)}`),
    );
  const list = async () => (await (await findCoordinator(dataDir))?.client.call('jobs')) ?? [];
  return watchJobs(list, clock, notify);
}
