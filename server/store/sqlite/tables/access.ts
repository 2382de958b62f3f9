// Who may join as a device: invites, of whose secrets only hashes are kept, and keys that are banned.
import type { InviteRow } from '../../../scheduler/changes.ts';
import type { BanRow } from '../../../scheduler/people-rows.ts';
import type { Database } from '../database.ts';
import { named } from './encoding.ts';

const invite = named({
  id: 'id',
  swarm: 'swarm',
  codeHash: 'code_hash',
  tokenHash: 'token_hash',
  uses: 'uses',
  usesLeft: 'uses_left',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  revoked: 'revoked',
  approve: 'approve',
} as const satisfies Record<keyof InviteRow, string>);

type StoredInvite = Omit<InviteRow, 'revoked' | 'approve'> & { revoked: number; approve: number };

export function makeInvites(db: Database) {
  return {
    set(row: InviteRow): void {
      const sql = `INSERT INTO invite ${invite.inserted} ON CONFLICT (id) DO UPDATE SET ${invite.assigned}`;
      db.sql(sql).run({ ...row, revoked: row.revoked ? 1 : 0, approve: row.approve ? 1 : 0 });
    },
    remove: (id: string): void => void db.sql('DELETE FROM invite WHERE id = ?').run(id),
    list: (): InviteRow[] =>
      db
        .sql<StoredInvite>(`SELECT ${invite.selected} FROM invite ORDER BY created_at, id`)
        .all()
        .map((row) => ({ ...row, revoked: row.revoked === 1, approve: row.approve === 1 })),
  };
}

const ban = named({
  id: 'id',
  swarm: 'swarm',
  keyHash: 'key_hash',
  name: 'name',
  by: 'banned_by',
  at: 'banned_at',
} as const satisfies Record<keyof BanRow, string>);

export function makeBans(db: Database) {
  return {
    set: (row: BanRow): void =>
      void db
        .sql(`INSERT INTO ban ${ban.inserted} ON CONFLICT (id) DO UPDATE SET ${ban.assigned}`)
        .run({ ...row }),
    remove: (id: string): void => void db.sql('DELETE FROM ban WHERE id = ?').run(id),
    list: (): BanRow[] =>
      db
        .sql<BanRow>(`SELECT ${ban.selected} FROM ban ORDER BY banned_at, id`)
        .all()
        .map((row) => ({ ...row })),
  };
}
