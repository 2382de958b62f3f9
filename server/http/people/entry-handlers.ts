// How a person comes in: by the coordinator's own link, by a link they made elsewhere, by an invitation, by a passkey. Each ends in a session, which
// is written in one transaction with whatever else the sign-in changes.
import { randomBytes } from 'node:crypto';
import type { Access } from '../../auth/access.ts';
import type { Attempts } from '../../auth/attempts.ts';
import type { AuditLog } from '../../auth/audit/audit-log.ts';
import { prepareFirstPerson } from '../../auth/people/first-person.ts';
import { readPasskeyPlace } from '../../auth/people/passkeys.ts';
import type { NewSession } from '../../auth/people/sessions.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { PersonRow } from '../../scheduler/people-rows.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { makeId, type PersonId, type ServerId } from '../../../shared/contract/ids.ts';
import type { ApiContext, Handlers } from '../api.ts';
import type { Channel } from '../channel.ts';
import { writeSession } from '../cookies.ts';
import { refuseOpenChannel } from '../admission.ts';
import { describeBrowser } from './describe-browser.ts';

export interface EntryParts {
  access(): Access;
  serverId(): ServerId;
  audit: AuditLog;
  attempts: Attempts;
  utc(): number;
}

type EntryRoutes = 'setup' | 'signInByLink' | 'acceptInvitation' | 'passkeyChallenge' | 'signInWithPasskey';

/** Somebody who has shown a way in. */
interface Entrant {
  person: PersonRow;
  /** Left out: one the person belongs to. */
  swarm?: SwarmNumber;
  /** How, for the audit log. */
  by: string;
  changes: Change[];
  giveBack?: () => void;
}

/** Somebody who is in. */
interface Entered {
  session: NewSession;
  written: Promise<void>;
  giveBack?: () => void;
}

interface Entry {
  who: Principal | null;
  channel: Channel;
  context: ApiContext;
}

export function makeEntryHandlers({
  access,
  serverId,
  audit,
  attempts,
  utc,
}: EntryParts): Pick<Handlers, EntryRoutes> {
  /** @throws CoveyError whatever `show` throws, after it was counted and written down. */
  async function signIn(
    entry: Entry,
    show: () => Promise<Entrant> | Entrant,
  ): Promise<Record<string, never>> {
    const { channel, context } = entry;
    let entered: Entered;
    try {
      refuseOpenChannel(channel);
      // what signs a person in is never short enough to be guessed
      entered = await attempts.run(channel.address, 'unguessable', async () => {
        const shown = show();
        // nothing waits between looking and changing: who asks with the same invitation in this instant finds it used
        return enter(entry, shown instanceof Promise ? await shown : shown);
      });
    } catch (error) {
      if (!(error instanceof CoveyError) || error.code === 'stopping') throw error;
      const { address } = channel;
      audit.refused({
        action: 'sign-in-refused',
        swarm: null,
        actor: 'somebody',
        address,
        detail: error.message,
      });
      throw error;
    }
    const { session, written, giveBack } = entered;
    try {
      await written;
    } catch (error) {
      giveBack?.();
      throw error;
    }
    writeSession(context, serverId(), channel, session.cookie, session.maxAgeSeconds);
    return {};
  }

  /** Holds when it returns; `written` says when it is on disk. */
  function enter({ who, channel, context }: Entry, entrant: Entrant): Entered {
    const { sessions, ledger } = access();
    const { person, by, giveBack } = entrant;
    const swarm = entrant.swarm ?? swarmOf(person.id);
    const label = describeBrowser(context.req.header('user-agent'));
    const session = sessions.prepare({ person: person.id, swarm, label });
    // the browser's former session is not left behind
    const former = who?.session && who.person ? sessions.ending(who.person.id, who.session) : [];
    const signedIn = audit.done({
      action: 'signed-in',
      swarm,
      actor: person.name,
      target: label,
      address: channel.address,
      detail: by,
    });
    const written = ledger.commit([...former, ...entrant.changes, ...session.changes, signedIn]);
    return { session, written, ...(giveBack && { giveBack }) };
  }

  function swarmOf(person: PersonId): SwarmNumber {
    const { ledger, swarms } = access();
    const member = [...ledger.now.memberships.values()].find((row) => row.person === person);
    const swarm = member?.swarm ?? swarms()[0]?.number;
    if (swarm === undefined) throw new CoveyError('wrong-state', 'this coordinator has no swarm');
    return swarm;
  }

  function known(id: PersonId | null): PersonRow {
    const person = id === null ? undefined : access().ledger.now.persons.get(id);
    if (!person) throw new CoveyError('not-signed-in', 'the person of this link or passkey was removed');
    return person;
  }

  function acceptAs({ who }: Entry, token: string, name: string): Entrant {
    const { invitations, members } = access();
    const invitation = invitations.find(token);
    // somebody who is signed in here joins as who they are
    const there = who?.via === 'session' ? who.person : null;
    const person: PersonRow = there ?? {
      id: makeId('per', randomBytes(16)),
      name,
      administrator: false,
      createdAt: utc(),
    };
    const { swarm, role } = invitation;
    const joined = audit.done({ action: 'person-joined', swarm, actor: person.name, detail: `as ${role}` });
    return {
      person,
      swarm,
      by: 'by an invitation',
      changes: [
        ...(there ? [] : [{ type: 'personChanged' as const, row: person }]),
        ...members.joining(person.id, swarm, role),
        { type: 'invitationRemoved', id: invitation.id },
        joined,
      ],
    };
  }

  return {
    setup: (request) =>
      signIn(request, () => {
        const { links, ledger, swarms } = access();
        const { giveBack } = links.take('setup', request.body.token);
        return { ...prepareFirstPerson(ledger, swarms(), utc), by: 'by the coordinator’s link', giveBack };
      }),
    signInByLink: (request) =>
      signIn(request, () => {
        const { person, giveBack } = access().links.take('link', request.body.token);
        return { person: known(person), by: 'by a sign-in link', changes: [], giveBack };
      }),
    acceptInvitation: (request) =>
      signIn(request, () => acceptAs(request, request.body.token, request.body.name)),
    passkeyChallenge({ channel }) {
      refuseOpenChannel(channel);
      return access().passkeys.askSignIn(readPasskeyPlace(channel.protocol, channel.host));
    },
    signInWithPasskey: (request) =>
      signIn(request, async () => {
        const { protocol, host } = request.channel;
        const row = await access().passkeys.readSignIn(
          readPasskeyPlace(protocol, host),
          request.body.response,
        );
        return {
          person: known(row.person),
          by: 'with a passkey',
          changes: [{ type: 'passkeyChanged', row }],
        };
      }),
  };
}
