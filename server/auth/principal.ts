// Who asks, and whether a route is for them. A principal is worked out anew for every request, so that what was taken from somebody is gone
// at once.
import type { SessionId } from '../../shared/contract/ids.ts';
import type { Role, Scope } from '../../shared/contract/people.ts';
import { includesRole, ROLES } from '../../shared/contract/roles.ts';
import type { Route } from '../../shared/contract/http-api.ts';
import type { PersonRow } from '../scheduler/people-rows.ts';
import type { SwarmNumber } from '../scheduler/rows.ts';

export interface Principal {
  via: 'session' | 'token' | 'local';
  /** null: the program on the coordinator's own computer, before anybody signed in for the first time. */
  person: PersonRow | null;
  /** For the audit log. */
  name: string;
  /** The swarm it asks about; null when the person belongs to none. */
  swarm: SwarmNumber | null;
  role: Role | null;
  /** What an API token is limited to; null: not limited. */
  scopes: readonly Scope[] | null;
  session: SessionId | null;
}

export interface Refusal {
  code: 'not-signed-in' | 'forbidden';
  message: string;
  hint?: string;
}

const SIGN_IN =
  'Sign in: open the link that `covey link` prints on the coordinator’s computer, or send an API token.';

/** null: it may. Says nothing about devices, which show a token of their connection. */
export function mayCall(
  route: Pick<Route, 'access' | 'method' | 'path'> & { scope?: Scope },
  who: Principal | null,
): Refusal | null {
  if (route.access === 'open' || route.access === 'device') return null;
  const what = `${route.method} ${route.path}`;
  if (!who) return { code: 'not-signed-in', message: `${what} is for people who signed in`, hint: SIGN_IN };
  if (route.access === 'person')
    return who.via === 'token'
      ? {
          code: 'forbidden',
          message: `${what} cannot be done with an API token`,
          hint: 'Sign in as a person to do it.',
        }
      : null;
  if (who.role === null || who.swarm === null)
    return {
      code: 'forbidden',
      message: `${what} is about a swarm, and ${who.name} belongs to none here`,
      hint: 'Ask an owner of the swarm for an invitation.',
    };
  if (!includesRole(who.role, route.access))
    return {
      code: 'forbidden',
      message: `${what} is for ${describeRoles(route.access)}; ${who.name} is ${withArticle(who.role)} of this swarm`,
      hint: 'Ask an owner of this swarm to do it, or for another role.',
    };
  if (who.scopes && route.scope && !who.scopes.includes(route.scope))
    return {
      code: 'forbidden',
      message: `${what} needs an API token with the scope “${route.scope}”; this one has ${who.scopes.join(', ')}`,
      hint: 'Make another token with that scope.',
    };
  return null;
}

const withArticle = (role: Role) => (role === 'viewer' ? 'a viewer' : `an ${role}`);
const describeRoles = (least: Role) =>
  ROLES.slice(ROLES.indexOf(least))
    .map((role) => `${role}s`)
    .join(' and ');
