// Who belongs to a swarm, as its owners decide it: roles, removals and invitations.
import type { Access } from '../../auth/access.ts';
import { viewInvitation } from '../../auth/people/invitations.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { PersonRow } from '../../scheduler/people-rows.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { MemberView } from '../../../shared/contract/people.ts';
import type { Handlers } from '../api.ts';
import type { Note } from '../note.ts';
import type { LinkOrigin } from './link-origin.ts';

export interface MemberParts {
  access(): Access;
  note: Note;
  linkOrigin: LinkOrigin;
  personOf(who: Principal): Promise<PersonRow>;
}

type MemberRoutes =
  'members' | 'changeRole' | 'removeMember' | 'invitations' | 'createInvitation' | 'revokeInvitation';

export function makeMemberHandlers({
  access,
  note,
  linkOrigin,
  personOf,
}: MemberParts): Pick<Handlers, MemberRoutes> {
  function show(swarm: SwarmNumber, id: string, who: Principal): MemberView {
    const found = access()
      .members.list(swarm, who.person?.id ?? null)
      .find((member) => member.id === id);
    if (!found) throw new CoveyError('not-found', `${id.slice(0, 60)} does not belong to this swarm`);
    return found;
  }

  const nameOf = (id: string) => access().ledger.now.persons.get(id)?.name ?? id;

  return {
    members: ({ who, swarm }) => access().members.list(swarm, who.person?.id ?? null),
    async changeRole({ who, swarm, channel, param, body }) {
      const { members, ledger } = access();
      const member = members.get(swarm, param('id'));
      const detail = `${member.role} to ${body.role}`;
      await ledger.commit([
        ...members.changing(member, body.role),
        note({ who, swarm, channel }, 'role-changed', nameOf(member.person), detail),
      ]);
      return show(swarm, member.person, who);
    },
    async removeMember({ who, swarm, channel, param }) {
      const { members, ledger } = access();
      const member = members.get(swarm, param('id'));
      const person = ledger.now.persons.get(member.person);
      const removing = members.removing(member);
      const belongsElsewhere = [...ledger.now.memberships.values()].some(
        (row) => row.person === member.person && row.swarm !== swarm,
      );
      // somebody who belongs to no swarm and may make none has nothing left here
      const going: Change[] =
        person && !person.administrator && !belongsElsewhere
          ? [{ type: 'personRemoved', person: member.person }]
          : [];
      const removed = note(
        { who, swarm, channel },
        'person-removed',
        nameOf(member.person),
        `was ${member.role}`,
      );
      await ledger.commit([...removing, ...going, removed]);
      return {};
    },
    invitations: ({ swarm }) => access().invitations.list(swarm),
    async createInvitation({ who, swarm, channel, body }) {
      const person = await personOf(who);
      const { invitations, ledger } = access();
      const { row, token, changes } = invitations.prepare({ swarm, ...body, createdBy: person.id });
      await ledger.commit([...changes, note({ who, swarm, channel }, 'person-invited', `as ${row.role}`)]);
      return { ...viewInvitation(row, person.name), url: `${linkOrigin(channel)}/setup#i=${token}` };
    },
    async revokeInvitation({ who, swarm, channel, param }) {
      const { invitations, ledger } = access();
      const { id, role } = invitations.get(swarm, param('id'));
      await ledger.commit([
        { type: 'invitationRemoved', id },
        note({ who, swarm, channel }, 'invitation-revoked', `as ${role}`),
      ]);
      return {};
    },
  };
}
