// From what a request shows (a bearer token or a session cookie) to who asks. Everybody is looked up in the ledger of this moment.
import { CoveyError } from '../../shared/contract/errors.ts';
import type { PersonRow } from '../scheduler/people-rows.ts';
import type { SwarmNumber, SwarmRow } from '../scheduler/rows.ts';
import { firstAdministrator } from './people/first-person.ts';
import type { Ledger } from './people/ledger.ts';
import { membershipKey } from './people/people-state.ts';
import type { Sessions } from './people/sessions.ts';
import type { ApiTokens } from './people/api-tokens.ts';
import type { Principal } from './principal.ts';
import { sameSecret } from './secrets.ts';

export interface Credentials {
  bearer?: string | undefined;
  /** Value of the session cookie. */
  cookie?: string | undefined;
  /** Which swarm the coordinator's own token is about, by its id. */
  swarm?: string | undefined;
}

interface Parts {
  ownerToken: string;
  ledger: Ledger;
  sessions: Sessions;
  tokens: ApiTokens;
  swarms(): SwarmRow[];
}

/** A bearer decides alone: a wrong one is not mended by a cookie. `isUse` false only looks and does not keep a session or token alive. */
export type Identify = (credentials: Credentials, isUse: boolean) => Principal | null;

/** @throws CoveyError `not-found` when the coordinator's own token names a swarm that is not there. */
export function makeIdentify({ ownerToken, ledger, sessions, tokens, swarms }: Parts): Identify {
  const roleIn = (person: PersonRow, swarm: SwarmNumber) =>
    ledger.now.memberships.get(membershipKey(person.id, swarm))?.role ?? null;

  /** The swarm asked for while the person belongs to it, else one of the person's others. */
  function belongs(person: PersonRow, wanted: SwarmNumber): Pick<Principal, 'swarm' | 'role'> {
    const role = roleIn(person, wanted);
    if (role) return { swarm: wanted, role };
    const other = [...ledger.now.memberships.values()].find((row) => row.person === person.id);
    return other ? { swarm: other.swarm, role: other.role } : { swarm: null, role: null };
  }

  function asLocal(wanted: string | undefined): Principal {
    const all = swarms();
    const swarm = wanted === undefined ? all[0] : all.find((row) => row.id === wanted);
    if (wanted !== undefined && !swarm)
      throw new CoveyError('not-found', `there is no swarm ${wanted.slice(0, 60)} on this coordinator`);
    return {
      via: 'local',
      person: firstAdministrator(ledger),
      name: 'this computer',
      swarm: swarm?.number ?? null,
      role: 'owner',
      scopes: null,
      session: null,
    };
  }

  return ({ bearer, cookie, swarm }, isUse) => {
    if (bearer !== undefined) {
      if (sameSecret(bearer, ownerToken)) return asLocal(swarm);
      const token = tokens.find(bearer, isUse);
      const person = token && ledger.now.persons.get(token.person);
      const role = token && person ? roleIn(person, token.swarm) : null;
      if (!token || !person || !role) return null;
      return {
        via: 'token',
        person,
        name: `${person.name} (token “${token.name}”)`,
        swarm: token.swarm,
        role,
        scopes: token.scopes,
        session: null,
      };
    }
    const session = cookie === undefined ? null : sessions.find(cookie, isUse);
    const person = session && ledger.now.persons.get(session.person);
    if (!session || !person) return null;
    return {
      via: 'session',
      person,
      name: person.name,
      ...belongs(person, session.swarm),
      scopes: null,
      session: session.id,
    };
  };
}
