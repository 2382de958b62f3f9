// API tokens for scripts: bound to the person who made them and to one swarm, limited to scopes and in time, kept as their hash.
import { randomBytes } from 'node:crypto';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { makeId, type PersonId } from '../../../shared/contract/ids.ts';
import type { Role, Scope, TokenView } from '../../../shared/contract/people.ts';
import { includesRole } from '../../../shared/contract/roles.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { TokenRow } from '../../scheduler/people-rows.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import { hashSecret, makeSecret } from '../secrets.ts';
import type { Ledger } from './ledger.ts';

export const TOKEN_PREFIX = 'covey_';
const DAY_MS = 24 * 3_600_000;
const USE_STEP_MS = 60_000;
const MOST_PER_PERSON = 100;

/** The role without which a scope opens nothing. */
const leastRole: Record<Scope, Role> = {
  see: 'viewer',
  jobs: 'operator',
  devices: 'operator',
  people: 'owner',
};

export interface ApiTokens {
  /** To be committed. `secret` is never seen again. @throws CoveyError `forbidden` for a scope beyond the role, `wrong-state` for too many. */
  prepare(of: {
    person: PersonId;
    swarm: SwarmNumber;
    role: Role;
    name: string;
    scopes: readonly Scope[];
    days: number;
  }): { row: TokenRow; secret: string; changes: Change[] };
  find(bearer: string, isUse: boolean): TokenRow | null;
  list(person: PersonId, swarm: SwarmNumber): TokenRow[];
}

export const viewToken = ({ id, name, scopes, createdAt, expiresAt, lastUsedAt }: TokenRow): TokenView => ({
  id,
  name,
  scopes,
  createdAt,
  expiresAt,
  lastUsedAt,
});

export function makeApiTokens(ledger: Ledger, utc: () => number): ApiTokens {
  return {
    prepare({ person, swarm, role, name, scopes, days }) {
      const beyond = scopes.find((scope) => !includesRole(role, leastRole[scope]));
      if (beyond)
        throw new CoveyError(
          'forbidden',
          `a token with the scope “${beyond}” is beyond the role of ${role}`,
          {
            hint: `Leave out “${beyond}”, or ask an owner of this swarm for another role.`,
          },
        );
      const others = [...ledger.now.tokens.values()].filter((row) => row.person === person);
      const expired = others.filter((row) => row.expiresAt <= utc());
      if (others.length - expired.length >= MOST_PER_PERSON)
        throw new CoveyError('wrong-state', `there are ${MOST_PER_PERSON} tokens already`, {
          hint: 'Revoke one that is not needed any more.',
        });
      const secret = TOKEN_PREFIX + makeSecret(32);
      const row: TokenRow = {
        id: makeId('tok', randomBytes(16)),
        hash: hashSecret(secret),
        person,
        swarm,
        name,
        scopes: [...new Set(scopes)],
        createdAt: utc(),
        expiresAt: utc() + days * DAY_MS,
        lastUsedAt: null,
      };
      const changes: Change[] = expired.map(({ id }) => ({ type: 'tokenRemoved', id }));
      return { row, secret, changes: [...changes, { type: 'tokenChanged', row }] };
    },
    find(bearer, isUse) {
      if (!bearer.startsWith(TOKEN_PREFIX)) return null;
      const hash = hashSecret(bearer);
      for (const row of ledger.now.tokens.values()) {
        if (row.hash !== hash) continue;
        if (row.expiresAt <= utc()) return null;
        if (isUse && utc() - (row.lastUsedAt ?? 0) >= USE_STEP_MS)
          void ledger
            .commit([{ type: 'tokenChanged', row: { ...row, lastUsedAt: utc() } }])
            .catch(() => undefined);
        return row;
      }
      return null;
    },
    list: (person, swarm) =>
      [...ledger.now.tokens.values()]
        .filter((row) => row.person === person && row.swarm === swarm && row.expiresAt > utc())
        .sort((a, b) => b.createdAt - a.createdAt),
  };
}
