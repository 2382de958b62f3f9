// Ways in: invites for devices and sessions of owners. Only hashes of secrets are ever kept.
import type { InviteRow, SessionRow } from '../../../scheduler/changes.ts';
import type { Database } from '../database.ts';

const inviteFields = `id, swarm, code_hash AS codeHash, token_hash AS tokenHash, uses, uses_left AS usesLeft, created_at AS createdAt,
  expires_at AS expiresAt, revoked`;

export function makeInvites(db: Database) {
  return {
    set(row: InviteRow): void {
      const sql = `INSERT INTO invite (id, swarm, code_hash, token_hash, uses, uses_left, created_at, expires_at, revoked)
        VALUES (:id, :swarm, :codeHash, :tokenHash, :uses, :usesLeft, :createdAt, :expiresAt, :revoked)
        ON CONFLICT DO UPDATE SET uses = excluded.uses, uses_left = excluded.uses_left, expires_at = excluded.expires_at,
          revoked = excluded.revoked`;
      db.sql(sql).run({ ...row, revoked: row.revoked ? 1 : 0 });
    },
    list: (): InviteRow[] =>
      db
        .sql<Omit<InviteRow, 'revoked'> & { revoked: number }>(
          `SELECT ${inviteFields} FROM invite ORDER BY created_at, id`,
        )
        .all()
        .map((row) => ({ ...row, revoked: row.revoked === 1 })),
  };
}

export function makeSessions(db: Database) {
  return {
    set(row: SessionRow): void {
      const sql = `INSERT INTO session (hash, swarm, created_at, last_used_at) VALUES (:hash, :swarm, :createdAt, :lastUsedAt)
        ON CONFLICT DO UPDATE SET last_used_at = excluded.last_used_at`;
      db.sql(sql).run({ ...row });
    },
    remove: (hash: string): void => void db.sql('DELETE FROM session WHERE hash = ?').run(hash),
    list: (): SessionRow[] =>
      db
        .sql<SessionRow>(
          'SELECT hash, swarm, created_at AS createdAt, last_used_at AS lastUsedAt FROM session ORDER BY created_at, hash',
        )
        .all()
        .map((row) => ({ ...row })),
  };
}
