// Who is the owner: a bearer token for scripts, a session cookie for the browser that opened the setup link. The setup token is good for
// one exchange within its time; sessions are kept hashed and end after a while of not being used.
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Change, SessionRow } from '../scheduler/changes.ts';
import { hashSecret, makeSecret, sameSecret } from './secrets.ts';

const SETUP_MINUTES = 15;
const IDLE_MS = 12 * 3_600_000;
const ABSOLUTE_MS = 30 * 24 * 3_600_000;

export interface OwnerSessions {
  /** A fresh one-time token for the setup link. */
  makeSetupToken(): string;
  /** Trades a setup token for a session. @throws CoveyError `setup-token-invalid` */
  exchange(setupToken: string): Promise<{ cookie: string; maxAgeSeconds: number }>;
  isOwnerToken(bearer: string): boolean;
  /** The swarm whose owner this cookie value signs in, or null. */
  swarmOf(cookie: string): number | null;
  signOut(cookie: string): Promise<void>;
}

interface Parts {
  ownerToken: string;
  swarm: number;
  sessions: readonly SessionRow[];
  utc(): number;
  persist(changes: readonly Change[]): Promise<void>;
}

export function makeOwnerSessions({ ownerToken, swarm, sessions, utc, persist }: Parts): OwnerSessions {
  const rows = new Map(sessions.map((row) => [row.hash, row]));
  const setups = new Map<string, number>();

  return {
    makeSetupToken() {
      const token = makeSecret(24);
      setups.set(hashSecret(token), utc() + SETUP_MINUTES * 60_000);
      return token;
    },
    async exchange(setupToken) {
      const hash = hashSecret(setupToken);
      const until = setups.get(hash);
      setups.delete(hash);
      if (until === undefined || until < utc())
        throw new CoveyError('setup-token-invalid', 'this setup link was used already or is too old');
      const cookie = makeSecret(32);
      const row: SessionRow = { hash: hashSecret(cookie), swarm, createdAt: utc(), lastUsedAt: utc() };
      rows.set(row.hash, row);
      await persist([{ type: 'sessionChanged', row }]);
      return { cookie, maxAgeSeconds: ABSOLUTE_MS / 1000 };
    },
    isOwnerToken: (bearer) => sameSecret(bearer, ownerToken),
    swarmOf(cookie) {
      const row = rows.get(hashSecret(cookie));
      if (!row) return null;
      const now = utc();
      if (now - row.lastUsedAt > IDLE_MS || now - row.createdAt > ABSOLUTE_MS) {
        rows.delete(row.hash);
        persist([{ type: 'sessionRemoved', hash: row.hash }]).catch(() => undefined);
        return null;
      }
      if (now - row.lastUsedAt > 60_000) {
        const used = { ...row, lastUsedAt: now };
        rows.set(row.hash, used);
        persist([{ type: 'sessionChanged', row: used }]).catch(() => undefined);
      }
      return row.swarm;
    },
    async signOut(cookie) {
      const hash = hashSecret(cookie);
      if (rows.delete(hash)) await persist([{ type: 'sessionRemoved', hash }]);
    },
  };
}
