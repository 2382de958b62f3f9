// Who belongs to a swarm and as what. A swarm always keeps an owner: the last one can neither go nor become less.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { PersonId } from '../../../shared/contract/ids.ts';
import { type MembershipView, type MemberView, type Role } from '../../../shared/contract/people.ts';
import { includesRole } from '../../../shared/contract/roles.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { MembershipRow } from '../../scheduler/people-rows.ts';
import type { SwarmNumber, SwarmRow } from '../../scheduler/rows.ts';
import type { Ledger } from './ledger.ts';
import { membershipKey } from './people-state.ts';

export interface Members {
  list(swarm: SwarmNumber, asking: PersonId | null): MemberView[];
  /** @throws CoveyError `not-found` */
  get(swarm: SwarmNumber, person: string): MembershipRow;
  /** The swarms a person belongs to. */
  of(person: PersonId): MembershipView[];
  /** To be committed. Somebody who is in already keeps the higher role. */
  joining(person: PersonId, swarm: SwarmNumber, role: Role): Change[];
  /** To be committed. Who becomes less than an owner has invited nobody any more. @throws CoveyError `wrong-state` for the last owner. */
  changing(member: MembershipRow, role: Role): Change[];
  removing(member: MembershipRow): Change[];
}

export function makeMembers(ledger: Ledger, utc: () => number, swarms: () => SwarmRow[]): Members {
  const inSwarm = (swarm: SwarmNumber) =>
    [...ledger.now.memberships.values()].filter((row) => row.swarm === swarm);

  function lastSeen(person: PersonId): number | null {
    let last: number | null = null;
    for (const { person: of, lastUsedAt } of [...ledger.now.sessions.values(), ...ledger.now.tokens.values()])
      if (of === person && lastUsedAt !== null && lastUsedAt > (last ?? 0)) last = lastUsedAt;
    return last;
  }

  function refuseLastOwner(member: MembershipRow): void {
    if (inSwarm(member.swarm).some((row) => row.role === 'owner' && row.person !== member.person)) return;
    throw new CoveyError('wrong-state', 'this is the only owner of the swarm', {
      hint: 'Make somebody else an owner first.',
    });
  }

  return {
    list: (swarm, asking) =>
      inSwarm(swarm)
        .map(({ person, role, since }) => ({
          id: person,
          name: ledger.now.persons.get(person)?.name ?? '',
          role,
          since,
          lastSeenAt: lastSeen(person),
          isMe: person === asking,
        }))
        .sort((a, b) => a.since - b.since),
    get(swarm, person) {
      const row = ledger.now.memberships.get(membershipKey(person, swarm));
      if (!row) throw new CoveyError('not-found', `${person.slice(0, 60)} does not belong to this swarm`);
      return row;
    },
    of(person) {
      const known = new Map(swarms().map((row) => [row.number, row]));
      return [...ledger.now.memberships.values()].flatMap((row) => {
        const swarm = row.person === person ? known.get(row.swarm) : undefined;
        return swarm ? [{ swarmId: swarm.id, name: swarm.name, role: row.role }] : [];
      });
    },
    joining(person, swarm, role) {
      const had = ledger.now.memberships.get(membershipKey(person, swarm));
      if (had && includesRole(had.role, role)) return [];
      return [{ type: 'membershipChanged', row: { person, swarm, role, since: had?.since ?? utc() } }];
    },
    changing(member, role) {
      if (member.role === 'owner' && role !== 'owner') refuseLastOwner(member);
      const change: Change = { type: 'membershipChanged', row: { ...member, role } };
      if (role === 'owner') return [change];
      // only owners invite: an invitation made before would make them, or a friend, one again
      const invited = [...ledger.now.invitations.values()].filter(
        (row) => row.createdBy === member.person && row.swarm === member.swarm,
      );
      return [change, ...invited.map(({ id }): Change => ({ type: 'invitationRemoved', id }))];
    },
    removing(member) {
      if (member.role === 'owner') refuseLastOwner(member);
      return [{ type: 'membershipRemoved', person: member.person, swarm: member.swarm }];
    },
  };
}
