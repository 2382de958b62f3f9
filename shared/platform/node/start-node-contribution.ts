// A computer contributes: finds or makes its identity, builds the ports of Node and runs the contribution until stopped.
import { CoveyError } from '../../contract/errors.ts';
import { fourWords } from '../../contract/four-words.ts';
import type { DeviceId } from '../../contract/ids.ts';
import { defaultPolicy, type Policy } from '../../governor/policy.ts';
import type { ContributionEvent } from '../../runtime/contribution-view.ts';
import type { Link } from '../../runtime/ports.ts';
import { type Contribution, runContribution } from '../../runtime/run-contribution.ts';
import { type BuiltInScripts, openBuiltInScripts } from './built-in-scripts.ts';
import { openFileOutbox } from './file-outbox.ts';
import { findServer, isSpent, joinSwarm, type WayIn } from './join-swarm.ts';
import { loadLimits, saveLimits } from './limits-file.ts';
import { readCapabilities } from './node-capabilities.ts';
import { nodeClock } from './node-clock.ts';
import { nodeHashing } from './node-hashing.ts';
import { openIdentities } from './node-identity.ts';
import { createNodeLink } from './node-link.ts';
import { nodeThreads } from './node-threads.ts';
import { openReach, pinCoordinator } from './pinned-tls.ts';
import { withRejoin } from './rejoin-link.ts';
import { createNodeSensors, readPowerHere } from './sensors/node-sensors.ts';

export interface NodeContributionOptions {
  /** The coordinator's origin. */
  url: string;
  /** Hex digits of the root's SHA-256 (`readPin`): https with this root, whatever the address says. */
  pin?: string;
  /** Identity and outbox live here; one running contribution per directory. */
  dataDir: string;
  /** A way in, for a device that this coordinator does not know yet. */
  join?: WayIn;
  name?: string;
  /** The person's limits: they are kept, and hold until others are given. What was never given is what suits the machine. */
  limits?: Partial<Policy>;
  /** Whether limits that were kept before are forgotten. */
  forgetLimits?: boolean;
  /** Where the built kernels' scripts and `kernels.json` lie. */
  kernelsDir: string;
  onEvent(event: ContributionEvent): void;
}

export interface NodeContribution {
  deviceId: DeviceId;
  /** What the coordinator shows as well, so that a person can tell that they mean the same device. */
  words: string;
  contribution: Contribution;
  /** Hands work back, delivers what is finished, says goodbye, ends every thread. Idempotent. */
  stop(): Promise<void>;
}

const CACHE_BYTES = 64 * 1024 * 1024;

/** @throws CoveyError when nobody answers at `url`, the way in is not valid, or the directory is in use. */
export async function startNodeContribution(options: NodeContributionOptions): Promise<NodeContribution> {
  const { url, pin, dataDir, join: wayIn, name = '', kernelsDir, onEvent } = options;
  const [scripts, identities, capabilities, power] = await Promise.all([
    openBuiltInScripts(kernelsDir),
    openIdentities(dataDir),
    readCapabilities(),
    readPowerHere(),
  ]);
  const { limits = {}, forgetLimits = false } = options;
  const kept = { ...(forgetLimits ? {} : await loadLimits(dataDir)), ...limits };
  if (forgetLimits || Object.keys(limits).length > 0) await saveLimits(dataDir, kept);
  const sees = { battery: power.battery !== undefined && power.charging !== undefined };
  const defaults = defaultPolicy(capabilities.kind, capabilities.cores, sees);
  const reach = pin === undefined ? openReach(url) : await pinCoordinator(url, pin);
  const server = await findServer(reach);

  async function becomeDevice(): Promise<DeviceId> {
    if (!wayIn) throw new CoveyError('device-unknown', `this computer has not joined the swarm at ${url}`);
    return await joinSwarm(reach, wayIn, name, capabilities, identities, server);
  }

  /** A code of another swarm there moves this device; one that is used up or too old changes nothing for a device that is in. */
  async function stayOrMove(known: DeviceId): Promise<DeviceId> {
    try {
      return wayIn && !('knock' in wayIn) ? await becomeDevice() : known;
    } catch (error) {
      if (isSpent(error)) return known;
      throw error;
    }
  }
  const known = identities.find(server)?.deviceId;
  let deviceId = known ? await stayOrMove(known) : await becomeDevice();

  const outbox = await openFileOutbox(dataDir);
  const link = withLocalScripts(createNodeLink(reach), scripts);
  const rejoin = async () => void (deviceId = await becomeDevice());
  const contribution = runContribution(
    {
      // one that nobody asked for does not knock again and again where it was sent away
      link: wayIn && !('knock' in wayIn) ? withRejoin(link, rejoin) : link,
      threads: nodeThreads({ builtIn: scripts.shas }),
      outbox,
      sensors: createNodeSensors(),
      clock: nodeClock,
      identity: identities.as(() => deviceId),
      hashing: nodeHashing,
      capabilities,
      cacheBytes: CACHE_BYTES,
    },
    { state: 'running', ...defaults, ...kept },
    withWords(onEvent, () => fourWords(server, identities.publicKey)),
  );
  await contribution.start();
  const words = fourWords(server, identities.publicKey);
  return { deviceId, words, contribution, stop: () => contribution.stop({ drain: true }) };
}

/** A device that waits for approval says its four words once, for the person to compare. */
function withWords(
  onEvent: (event: ContributionEvent) => void,
  words: () => string,
): (event: ContributionEvent) => void {
  let isSaid = false;
  return (event) => {
    onEvent(event);
    const isWaiting = event.type === 'status' && event.status.reason === 'waiting-for-approval';
    if (!isWaiting || isSaid) return;
    isSaid = true;
    const text = `Waiting for approval. The owner sees the same four words as you: ${words()}.`;
    onEvent({ type: 'line', line: { at: nodeClock.utc(), text, tone: 'info' } });
  };
}

/** Scripts that came with this program are not fetched. */
function withLocalScripts(link: Link, scripts: BuiltInScripts): Link {
  return {
    ...link,
    fetchPart: async (sha, size, signal) =>
      (await scripts.read(sha)) ?? (await link.fetchPart(sha, size, signal)),
  };
}
