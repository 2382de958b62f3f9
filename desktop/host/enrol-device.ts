// Becomes a device without computing yet: makes the key, joins, keeps the person's limits. What starts it afterwards needs neither code nor token.
import type { Policy } from '../../shared/governor/policy.ts';
import { findServer, isSpent, joinSwarm } from '../../shared/platform/node/join-swarm.ts';
import { loadLimits, saveLimits } from '../../shared/platform/node/limits-file.ts';
import { readCapabilities } from '../../shared/platform/node/node-capabilities.ts';
import { openIdentities } from '../../shared/platform/node/node-identity.ts';
import { openReach, pinCoordinator } from '../../shared/platform/node/pinned-tls.ts';
import type { JoinTarget } from './join-link.ts';
import { Problem } from './problem.ts';

export interface Enrolment {
  /** The device's directory, held by the caller. */
  dataDir: string;
  name: string;
  limits: Partial<Policy>;
  forgetLimits: boolean;
}

/** @throws Problem for a device that has not joined there and has no way in, CoveyError with the coordinator's code. */
export async function enrolDevice(
  { url, pin, join: wayIn }: JoinTarget,
  { dataDir, name, limits, forgetLimits }: Enrolment,
): Promise<void> {
  const reach = pin === undefined ? openReach(url) : await pinCoordinator(url, pin);
  const [server, identities, capabilities] = await Promise.all([
    findServer(reach),
    openIdentities(dataDir),
    readCapabilities(),
  ]);
  if (wayIn)
    await joinSwarm(reach, wayIn, name, capabilities, identities, server).catch((error: unknown) => {
      if (!identities.find(server) || !isSpent(error)) throw error;
    });
  else if (!identities.find(server))
    throw new Problem(
      'device-unknown',
      `this computer has not joined the swarm at ${url}`,
      'Give the link that the coordinator shows, or its address and --code.',
    );
  const kept = { ...(forgetLimits ? {} : await loadLimits(dataDir)), ...limits };
  await saveLimits(dataDir, kept);
}
