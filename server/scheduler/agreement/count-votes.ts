// What a chunk's votes come to. Two devices that say the same decide if one of them has proven itself, else three, and they must be more than
// half of all that were heard: a few liars who lie alike are never enough while others can still be asked [V9].
import type { Vote } from '../rows.ts';

/** Devices that must say the same where one of them is proven, and where none is. */
export const QUORUM = 2;
export const QUORUM_UNPROVEN = 3;
/** So many results of a chunk without a majority, and it has failed. */
export const VOTES_TO_FAIL = 5;

export interface Ballots {
  /** Those in one group say the same. No group is empty. */
  groups: readonly (readonly Vote[])[];
  isProven(device: Vote['device']): boolean;
  /** Another device could compute the chunk now. */
  canAsk: boolean;
}

export type Outcome =
  /** `agreed` counts, of the devices in `outvoted` each is in the wrong. */
  | { outcome: 'agreed'; agreed: readonly Vote[]; outvoted: Vote['device'][] }
  | { outcome: 'ask' }
  /** One device alone has computed it, and there is no other. */
  | { outcome: 'alone' }
  | { outcome: 'failed' };

const devicesOf = (votes: readonly Vote[]) => [...new Set(votes.map(({ device }) => device))];

export function countVotes({ groups, isProven, canAsk }: Ballots): Outcome {
  const sides = groups
    .map((votes) => ({ votes, devices: devicesOf(votes) }))
    .sort((a, b) => b.devices.length - a.devices.length);
  const all = devicesOf(groups.flat());
  const [lead] = sides;
  if (lead && all.length > 1 && lead.devices.length >= QUORUM && 2 * lead.devices.length > all.length) {
    const needs = lead.devices.some(isProven) ? QUORUM : QUORUM_UNPROVEN;
    if (lead.devices.length >= needs || !canAsk)
      return {
        outcome: 'agreed',
        agreed: lead.votes,
        outvoted: all.filter((device) => !lead.devices.includes(device)),
      };
  }
  if (all.length === 1) return { outcome: canAsk ? 'ask' : 'alone' };
  return { outcome: groups.flat().length >= VOTES_TO_FAIL ? 'failed' : 'ask' };
}
