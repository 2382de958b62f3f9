// Where people are signed in. A session ends when it was not used for half a day, after thirty days, or when somebody ends it; it is kept
// as the hash of its cookie.
import { randomBytes } from 'node:crypto';
import { makeId, type PersonId, type SessionId } from '../../../shared/contract/ids.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { SessionRow } from '../../scheduler/people-rows.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import { hashSecret, makeSecret } from '../secrets.ts';
import type { Ledger } from './ledger.ts';

export const IDLE_MS = 12 * 3_600_000;
export const ABSOLUTE_MS = 30 * 24 * 3_600_000;
/** How exactly it is known when a session was used last. */
const USE_STEP_MS = 60_000;
/** One more ends the one that was used longest ago. */
const MOST_PER_PERSON = 50;

export interface NewSession {
  cookie: string;
  maxAgeSeconds: number;
  row: SessionRow;
  /** To be committed with whatever made the session. */
  changes: Change[];
}

export interface Sessions {
  prepare(of: { person: PersonId; swarm: SwarmNumber; label: string }): NewSession;
  /** The live session of a cookie. With `isUse` it counts as used now. */
  find(cookie: string, isUse: boolean): SessionRow | null;
  /** Live ones, last used first. */
  list(person: PersonId): SessionRow[];
  /** To be committed. Of another person's session: nothing. */
  ending(person: PersonId, id?: SessionId): Change[];
  switching(id: SessionId, swarm: SwarmNumber): Change[];
}

export function makeSessions(ledger: Ledger, utc: () => number): Sessions {
  const isLive = (row: SessionRow) =>
    utc() - row.lastUsedAt <= IDLE_MS && utc() - row.createdAt <= ABSOLUTE_MS;
  const of = (person: PersonId) => [...ledger.now.sessions.values()].filter((row) => row.person === person);
  const lastUsedFirst = (rows: SessionRow[]) => rows.sort((a, b) => b.lastUsedAt - a.lastUsedAt);
  const end = (row: SessionRow): Change => ({ type: 'sessionRemoved', id: row.id });
  /** What only saves room or a minute may fail: it is tried again at the next use. */
  const commitLater = (changes: Change[]) => void ledger.commit(changes).catch(() => undefined);

  return {
    prepare({ person, swarm, label }) {
      const cookie = makeSecret(32);
      const now = utc();
      const row: SessionRow = {
        id: makeId('ses', randomBytes(16)),
        hash: hashSecret(cookie),
        person,
        swarm,
        label,
        createdAt: now,
        lastUsedAt: now,
      };
      const others = lastUsedFirst(of(person));
      const surplus = [
        ...others.filter((other) => !isLive(other)),
        ...others.filter(isLive).slice(MOST_PER_PERSON - 1),
      ];
      return {
        cookie,
        maxAgeSeconds: ABSOLUTE_MS / 1000,
        row,
        changes: [...surplus.map(end), { type: 'sessionChanged', row }],
      };
    },
    find(cookie, isUse) {
      const hash = hashSecret(cookie);
      for (const row of ledger.now.sessions.values()) {
        if (row.hash !== hash) continue;
        if (!isLive(row)) {
          commitLater([end(row)]);
          return null;
        }
        if (isUse && utc() - row.lastUsedAt >= USE_STEP_MS)
          commitLater([{ type: 'sessionChanged', row: { ...row, lastUsedAt: utc() } }]);
        return row;
      }
      return null;
    },
    list: (person) => lastUsedFirst(of(person).filter(isLive)),
    ending: (person, id) =>
      of(person)
        .filter((row) => id === undefined || row.id === id)
        .map(end),
    switching(id, swarm) {
      const row = ledger.now.sessions.get(id);
      return row ? [{ type: 'sessionChanged', row: { ...row, swarm } }] : [];
    },
  };
}
