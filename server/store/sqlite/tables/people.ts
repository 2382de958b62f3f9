// People, the swarms they belong to, and invitations for people who do not yet. Who goes takes along what was theirs (ON DELETE CASCADE).
import type { InvitationRow, MembershipRow, PersonRow } from '../../../scheduler/people-rows.ts';
import type { Database } from '../database.ts';
import { named } from './encoding.ts';

const person = named({
  id: 'id',
  name: 'name',
  administrator: 'administrator',
  createdAt: 'created_at',
} as const satisfies Record<keyof PersonRow, string>);

type StoredPerson = Omit<PersonRow, 'administrator'> & { administrator: number };

export function makePersons(db: Database) {
  return {
    set(row: PersonRow): void {
      const sql = `INSERT INTO person ${person.inserted} ON CONFLICT (id) DO UPDATE SET ${person.assigned}`;
      db.sql(sql).run({ ...row, administrator: row.administrator ? 1 : 0 });
    },
    remove: (id: string): void => void db.sql('DELETE FROM person WHERE id = ?').run(id),
    list: (): PersonRow[] =>
      db
        .sql<StoredPerson>(`SELECT ${person.selected} FROM person ORDER BY created_at, id`)
        .all()
        .map((row) => ({ ...row, administrator: row.administrator === 1 })),
  };
}

const membership = named({
  person: 'person',
  swarm: 'swarm',
  role: 'role',
  since: 'since',
} as const satisfies Record<keyof MembershipRow, string>);

export function makeMemberships(db: Database) {
  return {
    set(row: MembershipRow): void {
      const sql = `INSERT INTO membership ${membership.inserted} ON CONFLICT (person, swarm) DO UPDATE SET ${membership.assigned}`;
      db.sql(sql).run({ ...row });
    },
    remove(id: string, swarm: number): void {
      db.sql('DELETE FROM invitation WHERE created_by = ? AND swarm = ?').run(id, swarm);
      db.sql('DELETE FROM membership WHERE person = ? AND swarm = ?').run(id, swarm);
    },
    list: (): MembershipRow[] =>
      db
        .sql<MembershipRow>(`SELECT ${membership.selected} FROM membership ORDER BY since, person, swarm`)
        .all()
        .map((row) => ({ ...row })),
  };
}

const invitation = named({
  id: 'id',
  hash: 'hash',
  swarm: 'swarm',
  role: 'role',
  createdBy: 'created_by',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
} as const satisfies Record<keyof InvitationRow, string>);

export function makeInvitations(db: Database) {
  return {
    set(row: InvitationRow): void {
      const sql = `INSERT INTO invitation ${invitation.inserted} ON CONFLICT (id) DO UPDATE SET ${invitation.assigned}`;
      db.sql(sql).run({ ...row });
    },
    remove: (id: string): void => void db.sql('DELETE FROM invitation WHERE id = ?').run(id),
    list: (): InvitationRow[] =>
      db
        .sql<InvitationRow>(`SELECT ${invitation.selected} FROM invitation ORDER BY created_at, id`)
        .all()
        .map((row) => ({ ...row })),
  };
}
