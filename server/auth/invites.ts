// Ways in: a typed code of 8 letters without look-alikes and a 128-bit token for links are two keys to one invite. Only hashes are kept.
// A use is counted on disk before anybody is let in.
import { randomBytes, randomInt } from 'node:crypto';
import { CoveyError } from '../../shared/contract/errors.ts';
import { type InviteId, makeId } from '../../shared/contract/ids.ts';
import type { InviteView } from '../../shared/contract/http-api.ts';
import type { Change, InviteRow } from '../scheduler/changes.ts';
import { hashSecret, makeSecret } from './secrets.ts';

/** RFC 8628 §6.1: consonants only, so no words and no look-alikes. 20^8 codes, 34.6 bits. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LENGTH = 8;

export const normalizeCode = (typed: string) => typed.toUpperCase().replace(/[\s-]/g, '');
const showCode = (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`;

export interface Invites {
  create(options: {
    swarm: number;
    uses: number;
    minutes: number;
  }): Promise<{ view: InviteView; code: string; token: string }>;
  list(swarm: number): InviteView[];
  revoke(swarm: number, id: InviteId): Promise<void>;
  /** Takes one use. @throws CoveyError `code-unknown`, `code-expired`, `code-used-up`, `code-revoked`. @returns the swarm it opens. */
  use(secret: { code: string } | { token: string }): Promise<number>;
}

export const viewInvite = (row: InviteRow): InviteView => ({
  id: row.id,
  uses: row.uses,
  usesLeft: row.usesLeft,
  expiresAt: row.expiresAt,
  createdAt: row.createdAt,
  revoked: row.revoked,
});

export function makeInvites(
  stored: readonly InviteRow[],
  utc: () => number,
  persist: (changes: readonly Change[]) => Promise<void>,
): Invites {
  const rows = new Map<InviteId, InviteRow>(stored.map((row) => [row.id, row]));

  async function put(row: InviteRow): Promise<void> {
    rows.set(row.id, row);
    await persist([{ type: 'inviteChanged', row }]);
  }

  return {
    async create({ swarm, uses, minutes }) {
      const code = Array.from({ length: CODE_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(
        '',
      );
      const token = makeSecret(16);
      const now = utc();
      const row: InviteRow = {
        id: makeId('inv', randomBytes(16)),
        swarm,
        codeHash: hashSecret(code),
        tokenHash: hashSecret(token),
        uses,
        usesLeft: uses,
        createdAt: now,
        expiresAt: now + minutes * 60_000,
        revoked: false,
      };
      await put(row);
      return { view: viewInvite(row), code: showCode(code), token };
    },
    list: (swarm) =>
      [...rows.values()]
        .filter((row) => row.swarm === swarm)
        .map(viewInvite)
        .sort((a, b) => b.createdAt - a.createdAt),
    async revoke(swarm, id) {
      const row = rows.get(id);
      if (!row || row.swarm !== swarm) throw new CoveyError('not-found', `there is no invite ${id}`);
      await put({ ...row, revoked: true });
    },
    async use(secret) {
      const hash = 'code' in secret ? hashSecret(normalizeCode(secret.code)) : hashSecret(secret.token);
      const row = [...rows.values()].find(
        (each) => ('code' in secret ? each.codeHash : each.tokenHash) === hash,
      );
      const what = 'code' in secret ? 'this code' : 'this link';
      if (!row) throw new CoveyError('code-unknown', `${what} opens nothing here`);
      if (row.revoked) throw new CoveyError('code-revoked', `${what} was revoked`);
      if (row.expiresAt < utc()) throw new CoveyError('code-expired', `${what} has expired`);
      if (row.usesLeft < 1)
        throw new CoveyError('code-used-up', `${what} was used ${row.uses} times already`);
      await put({ ...row, usesLeft: row.usesLeft - 1 });
      return row.swarm;
    },
  };
}
