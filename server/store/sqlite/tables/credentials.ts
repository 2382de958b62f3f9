// What a person proves with who they are: sessions, passkeys, API tokens. Secrets are kept as hashes.
import type { PasskeyRow, SessionRow, TokenRow } from '../../../scheduler/people-rows.ts';
import type { Database } from '../database.ts';
import { named } from './encoding.ts';

const session = named({
  id: 'id',
  hash: 'hash',
  person: 'person',
  swarm: 'swarm',
  label: 'label',
  createdAt: 'created_at',
  lastUsedAt: 'last_used_at',
} as const satisfies Record<keyof SessionRow, string>);

export function makeSessions(db: Database) {
  return {
    set(row: SessionRow): void {
      const sql = `INSERT INTO session ${session.inserted} ON CONFLICT (id) DO UPDATE SET ${session.assigned}`;
      db.sql(sql).run({ ...row });
    },
    remove: (id: string): void => void db.sql('DELETE FROM session WHERE id = ?').run(id),
    list: (): SessionRow[] =>
      db
        .sql<SessionRow>(`SELECT ${session.selected} FROM session ORDER BY created_at, id`)
        .all()
        .map((row) => ({ ...row })),
  };
}

const passkey = named({
  id: 'id',
  person: 'person',
  name: 'name',
  host: 'host',
  publicKey: 'public_key',
  counter: 'counter',
  transports: 'transports',
  createdAt: 'created_at',
  lastUsedAt: 'last_used_at',
} as const satisfies Record<keyof PasskeyRow, string>);

type StoredPasskey = Omit<PasskeyRow, 'transports'> & { transports: string };

export function makePasskeys(db: Database) {
  return {
    set(row: PasskeyRow): void {
      const sql = `INSERT INTO passkey ${passkey.inserted} ON CONFLICT (id) DO UPDATE SET ${passkey.assigned}`;
      db.sql(sql).run({ ...row, transports: JSON.stringify(row.transports) });
    },
    remove: (id: string): void => void db.sql('DELETE FROM passkey WHERE id = ?').run(id),
    list: (): PasskeyRow[] =>
      db
        .sql<StoredPasskey>(`SELECT ${passkey.selected} FROM passkey ORDER BY created_at, id`)
        .all()
        .map((row) => ({ ...row, transports: JSON.parse(row.transports) as PasskeyRow['transports'] })),
  };
}

const token = named({
  id: 'id',
  hash: 'hash',
  person: 'person',
  swarm: 'swarm',
  name: 'name',
  scopes: 'scopes',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  lastUsedAt: 'last_used_at',
} as const satisfies Record<keyof TokenRow, string>);

type StoredToken = Omit<TokenRow, 'scopes'> & { scopes: string };

export function makeTokens(db: Database) {
  return {
    set(row: TokenRow): void {
      const sql = `INSERT INTO token ${token.inserted} ON CONFLICT (id) DO UPDATE SET ${token.assigned}`;
      db.sql(sql).run({ ...row, scopes: JSON.stringify(row.scopes) });
    },
    remove: (id: string): void => void db.sql('DELETE FROM token WHERE id = ?').run(id),
    list: (): TokenRow[] =>
      db
        .sql<StoredToken>(`SELECT ${token.selected} FROM token ORDER BY created_at, id`)
        .all()
        .map((row) => ({ ...row, scopes: JSON.parse(row.scopes) as TokenRow['scopes'] })),
  };
}
