// Everything remembered of people and of the ways in, as maps, and what a change does to it. Pure: no clock, no chance, no disk.
import type { PersonId } from '../../../shared/contract/ids.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { StoredAccess } from '../../store/store.ts';

type Rows = { [Table in keyof StoredAccess]: StoredAccess[Table][number] };
export type PeopleState = { readonly [Table in keyof Rows]: Map<string, Rows[Table]> };
/** One row of one table, named. */
export type Touched = readonly [table: keyof Rows, key: string];

export const membershipKey = (person: string, swarm: number) => `${person} ${swarm}`;

const byId = <Row extends { id: string }>(rows: readonly Row[]) =>
  new Map<string, Row>(rows.map((row) => [row.id, row]));

export function makePeopleState(stored: StoredAccess): PeopleState {
  return {
    persons: byId(stored.persons),
    memberships: new Map(stored.memberships.map((row) => [membershipKey(row.person, row.swarm), row])),
    sessions: byId(stored.sessions),
    passkeys: byId(stored.passkeys),
    tokens: byId(stored.tokens),
    invitations: byId(stored.invitations),
    invites: byId(stored.invites),
    bans: byId(stored.bans),
  };
}

/** Carries a change out and says which rows it touched. Changes of other things touch nothing. */
export function applyChange(state: PeopleState, change: Change): Touched[] {
  const touched: Touched[] = [];
  const remove = (table: keyof Rows, key: string) => {
    if (state[table].delete(key)) touched.push([table, key]);
  };
  function put<Table extends keyof Rows>(table: Table, key: string, row: Rows[Table]): void {
    (state[table] as Map<string, Rows[Table]>).set(key, row);
    touched.push([table, key]);
  }
  /** Whatever hangs on a person, or on a person's membership, goes with it. */
  function removeWith(
    table: 'memberships' | 'sessions' | 'passkeys' | 'tokens',
    person: string,
    swarm?: number,
  ): void {
    for (const [key, row] of state[table])
      if (row.person === person && (swarm === undefined || ('swarm' in row && row.swarm === swarm)))
        remove(table, key);
  }
  function removeInvitations(by: string, swarm?: number): void {
    for (const [key, row] of state.invitations)
      if (row.createdBy === by && (swarm === undefined || row.swarm === swarm)) remove('invitations', key);
  }

  switch (change.type) {
    case 'personChanged':
      put('persons', change.row.id, change.row);
      break;
    case 'personRemoved':
      remove('persons', change.person);
      for (const table of ['memberships', 'sessions', 'passkeys', 'tokens'] as const)
        removeWith(table, change.person);
      removeInvitations(change.person);
      break;
    case 'membershipChanged':
      put('memberships', membershipKey(change.row.person, change.row.swarm), change.row);
      break;
    case 'membershipRemoved':
      remove('memberships', membershipKey(change.person, change.swarm));
      removeWith('tokens', change.person, change.swarm);
      removeInvitations(change.person, change.swarm);
      break;
    case 'sessionChanged':
      put('sessions', change.row.id, change.row);
      break;
    case 'sessionRemoved':
      remove('sessions', change.id);
      break;
    case 'passkeyChanged':
      put('passkeys', change.row.id, change.row);
      break;
    case 'passkeyRemoved':
      remove('passkeys', change.id);
      break;
    case 'tokenChanged':
      put('tokens', change.row.id, change.row);
      break;
    case 'tokenRemoved':
      remove('tokens', change.id);
      break;
    case 'invitationChanged':
      put('invitations', change.row.id, change.row);
      break;
    case 'invitationRemoved':
      remove('invitations', change.id);
      break;
    case 'inviteChanged':
      put('invites', change.row.id, change.row);
      break;
    case 'inviteRemoved':
      remove('invites', change.id);
      break;
    case 'banChanged':
      put('bans', change.row.id, change.row);
      break;
    case 'banRemoved':
      remove('bans', change.id);
      break;
    default:
  }
  return touched;
}

/** Makes the touched rows of `state` those of `other`. */
export function copyRows(state: PeopleState, other: PeopleState, touched: readonly Touched[]): void {
  for (const [table, key] of touched) {
    const row = other[table].get(key);
    if (row) (state[table] as Map<string, typeof row>).set(key, row);
    else state[table].delete(key);
  }
}

/** Why these changes cannot stand, should somebody have been removed while they were prepared; null when they can. */
export function findOrphan(state: PeopleState, changes: readonly Change[]): string | null {
  const persons = new Set(
    changes.flatMap((change) => (change.type === 'personChanged' ? [change.row.id] : [])),
  );
  const isThere = (person: string) => state.persons.has(person) || persons.has(person as PersonId);
  for (const change of changes) {
    switch (change.type) {
      case 'membershipChanged':
      case 'sessionChanged':
      case 'passkeyChanged':
        if (!isThere(change.row.person)) return 'the person was removed meanwhile';
        break;
      case 'invitationChanged':
        if (!isThere(change.row.createdBy)) return 'the person who invites was removed meanwhile';
        break;
      case 'tokenChanged':
        if (!state.memberships.has(membershipKey(change.row.person, change.row.swarm)))
          return 'the person does not belong to the swarm any more';
        break;
      default:
    }
  }
  return null;
}
