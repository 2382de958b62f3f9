// Who this computer is to the coordinator that it helps: joins, remembers, forgets, and knows the way there. The key never leaves the main process, and
// a coordinator whose root is pinned is reached with that root alone.
import type { DesktopDevice, JoinOrder } from '../../../shared/contract/desktop-bridge.ts';
import { type Challenge, challengeText } from '../../../shared/contract/device-messages.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { fourWords } from '../../../shared/contract/four-words.ts';
import type { DeviceId } from '../../../shared/contract/ids.ts';
import { findServer, joinSwarm } from '../../../shared/platform/node/join-swarm.ts';
import type { DeviceIdentities } from '../../../shared/platform/node/node-identity.ts';
import {
  makePinnedFetch,
  openReach,
  pinCoordinator,
  type Reach,
} from '../../../shared/platform/node/pinned-tls.ts';
import { readJoinTarget } from '../../host/join-link.ts';
import type { StateFile } from '../../host/state-file.ts';
import type { Coordinator, Kept } from '../app-state.ts';

export interface DeviceAccount {
  find(): DesktopDevice | null;
  /** @throws CoveyError or Problem when nobody answers there, or the way in is not valid; nothing is changed then. */
  join(order: JoinOrder): Promise<void>;
  forget(): Promise<void>;
  /** @throws CoveyError when it has joined nothing. */
  way(): { reach: Reach; deviceId: DeviceId };
  /** Signs what the coordinator asked; only the main process calls this, with what it heard itself. */
  answer(challenge: Challenge): string;
  /** What the coordinator calls the swarm now. */
  welcomed(swarmName: string): void;
}

export function openAccount(identities: DeviceIdentities, kept: StateFile<Kept>): DeviceAccount {
  const deviceOf = ({ serverId }: Coordinator) => identities.find(serverId);

  function joined(): { coordinator: Coordinator; deviceId: DeviceId; name: string } {
    const { coordinator } = kept.value;
    const device = coordinator && deviceOf(coordinator);
    if (!coordinator || !device)
      throw new CoveyError('device-unknown', 'this computer has not joined a swarm');
    return { coordinator, ...device };
  }

  return {
    find() {
      const { coordinator } = kept.value;
      const device = coordinator && deviceOf(coordinator);
      if (!coordinator || !device) return null;
      const { serverId, swarmName, joinedAt } = coordinator;
      return { ...device, serverId, swarmName, joinedAt, words: fourWords(serverId, identities.publicKey) };
    },
    async join({ where, code, name, capabilities }) {
      const { url, pin, join } = readJoinTarget(where.trim(), code);
      const reach = pin === undefined ? openReach(url) : await pinCoordinator(url, pin);
      const serverId = await findServer(reach);
      await joinSwarm(reach, join ?? { knock: true }, name.trim(), capabilities, identities, serverId);
      await kept.change({
        hasLeft: false,
        coordinator: { url: reach.url, ca: reach.ca ?? null, serverId, swarmName: '', joinedAt: Date.now() },
      });
    },
    forget: () => kept.change({ coordinator: null, hasLeft: true }),
    way() {
      const { coordinator, deviceId } = joined();
      return { reach: reachOf(coordinator), deviceId };
    },
    answer: ({ serverId, nonce }) => identities.sign(challengeText(serverId, nonce)),
    welcomed(swarmName) {
      const { coordinator } = kept.value;
      if (coordinator && coordinator.swarmName !== swarmName)
        void kept.change({ coordinator: { ...coordinator, swarmName } });
    },
  };
}

const reachOf = ({ url, ca }: Coordinator): Reach =>
  ca === null ? openReach(url) : { url, ca, fetch: makePinnedFetch(ca) };
