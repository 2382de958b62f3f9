// A person's own affairs: who they are here, where they are signed in, and the links by which they sign in elsewhere.
import type { Access } from '../../auth/access.ts';
import type { Principal } from '../../auth/principal.ts';
import type { PersonRow } from '../../scheduler/people-rows.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { ServerId } from '../../../shared/contract/ids.ts';
import type { SessionInfo } from '../../../shared/contract/people.ts';
import type { Handlers } from '../api.ts';
import { writeSession } from '../cookies.ts';
import type { Note } from '../note.ts';
import type { LinkOrigin } from './link-origin.ts';

export interface SessionParts {
  access(): Access;
  serverId(): ServerId;
  note: Note;
  linkOrigin: LinkOrigin;
  /** Who asks, as a person: made when nobody was there yet. */
  personOf(who: Principal): Promise<PersonRow>;
}

type SessionRoutes =
  | 'session'
  | 'switchSwarm'
  | 'signOut'
  | 'openSessions'
  | 'endSession'
  | 'signOutEverywhere'
  | 'renameMe'
  | 'createSignInLink';

export function makeSessionHandlers(parts: SessionParts): Pick<Handlers, SessionRoutes> {
  const { access, serverId, note, linkOrigin, personOf } = parts;

  function describe(who: Principal | null): SessionInfo {
    if (!who) return { person: null, role: null, swarmId: null, swarms: [] };
    const { members, swarms, ledger } = access();
    const person = who.person && (ledger.now.persons.get(who.person.id) ?? who.person);
    const all = swarms();
    const theirs =
      who.via === 'local'
        ? all.map(({ id, name }) => ({ swarmId: id, name, role: 'owner' as const }))
        : person
          ? members.of(person.id)
          : [];
    const swarmId = all.find((row) => row.number === who.swarm)?.id ?? null;
    return {
      person: person && { id: person.id, name: person.name, administrator: person.administrator },
      role: who.role,
      swarmId,
      swarms: who.via === 'token' ? theirs.filter((each) => each.swarmId === swarmId) : theirs,
    };
  }

  return {
    session: ({ who }) => describe(who),
    async switchSwarm({ who, body }) {
      const { sessions, members, swarms, ledger } = access();
      if (who.session === null || !who.person)
        throw new CoveyError('wrong-state', 'only a session of a browser shows one swarm', {
          hint: 'Send the header `covey-swarm` with the swarm’s id instead.',
        });
      const membership = members.of(who.person.id).find((each) => each.swarmId === body.swarmId);
      const swarm = swarms().find((row) => row.id === body.swarmId);
      if (!membership || !swarm) throw new CoveyError('not-found', 'you belong to no such swarm');
      await ledger.commit(sessions.switching(who.session, swarm.number));
      return describe({ ...who, swarm: swarm.number, role: membership.role });
    },
    async signOut({ who, swarm, channel, context }) {
      const { sessions, ledger } = access();
      if (who.session !== null && who.person)
        await ledger.commit([
          ...sessions.ending(who.person.id, who.session),
          note({ who, swarm, channel }, 'signed-out'),
        ]);
      writeSession(context, serverId(), channel, '', 0);
      return {};
    },
    openSessions: ({ who }) =>
      who.person
        ? access()
            .sessions.list(who.person.id)
            .map(({ id, label, createdAt, lastUsedAt }) => ({
              id,
              label,
              createdAt,
              lastUsedAt,
              isThisOne: id === who.session,
            }))
        : [],
    async endSession({ who, swarm, channel, param }) {
      const { sessions, links, ledger } = access();
      const row = who.person && sessions.list(who.person.id).find((each) => each.id === param('id'));
      if (!row || !who.person) throw new CoveyError('not-found', 'you are not signed in there (any more)');
      // whoever sat there may have made one to come back by
      links.forget(who.person.id);
      await ledger.commit([
        ...sessions.ending(who.person.id, row.id),
        note({ who, swarm, channel }, 'session-ended', row.label),
      ]);
      return {};
    },
    async signOutEverywhere({ who, swarm, channel, context }) {
      const { sessions, links, ledger } = access();
      if (who.person) {
        links.forget(who.person.id);
        await ledger.commit([
          ...sessions.ending(who.person.id),
          note({ who, swarm, channel }, 'signed-out', 'everywhere'),
        ]);
      }
      writeSession(context, serverId(), channel, '', 0);
      return {};
    },
    async renameMe({ who, swarm, channel, body }) {
      const person = await personOf(who);
      await access().ledger.commit([
        { type: 'personChanged', row: { ...person, name: body.name } },
        note({ who, swarm, channel }, 'person-renamed', body.name),
      ]);
      return describe({ ...who, person });
    },
    async createSignInLink({ who, swarm, channel }) {
      const { links, ledger } = access();
      // the coordinator's own token asks for whoever sits at this computer
      const person = who.via === 'local' ? null : who.person;
      const { token, expiresAt } = links.make(person?.id ?? null);
      await ledger.commit([note({ who, swarm, channel }, 'link-made')]);
      const url = person
        ? `${linkOrigin(channel)}/setup#l=${token}`
        : `${channel.protocol}://${channel.host}/setup#s=${token}`;
      return { url, expiresAt };
    },
  };
}
