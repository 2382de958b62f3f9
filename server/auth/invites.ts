// Ways in for devices: a typed code of 8 letters without look-alikes and a 128-bit token for links are two keys to one invite. Only hashes are
// kept. A use is written down in the same transaction as the device that came in by it.
import { randomBytes, randomInt } from 'node:crypto';
import { CoveyError } from '../../shared/contract/errors.ts';
import { type InviteId, makeId } from '../../shared/contract/ids.ts';
import type { InviteView } from '../../shared/contract/http-api.ts';
import type { Change, InviteRow } from '../scheduler/changes.ts';
import type { SwarmNumber } from '../scheduler/rows.ts';
import type { Ledger } from './people/ledger.ts';
import { hashSecret, makeSecret } from './secrets.ts';

/** RFC 8628 §6.1: consonants only, so no words and no look-alikes. 20^8 codes, 34.6 bits. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LENGTH = 8;
/** An invite that opens nothing any more is shown for so long, then forgotten. */
const FORGET_AFTER_MS = 30 * 24 * 3_600_000;

export const normalizeCode = (typed: string) => typed.toUpperCase().replace(/[\s-]/g, '');
const showCode = (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`;

export interface NewInviteWish {
  swarm: SwarmNumber;
  uses: number;
  minutes: number;
  approve: boolean;
}

export interface Invites {
  /** `changes` are to be committed; code and token are never seen again. */
  prepare(wish: NewInviteWish): { view: InviteView; code: string; token: string; changes: Change[] };
  list(swarm: SwarmNumber): InviteView[];
  /** To be committed. @throws CoveyError `not-found` */
  revoking(swarm: SwarmNumber, id: string): Change[];
  /** Takes nothing yet. @throws CoveyError `code-unknown`, `code-expired`, `code-revoked`. */
  find(secret: { code: string } | { token: string }): InviteRow;
  /** One use, to be committed at once with whoever comes in. @throws CoveyError `code-used-up` */
  using(invite: InviteRow): Change[];
}

export const viewInvite = (row: InviteRow): InviteView => ({
  id: row.id,
  uses: row.uses,
  usesLeft: row.usesLeft,
  expiresAt: row.expiresAt,
  createdAt: row.createdAt,
  revoked: row.revoked,
  approve: row.approve,
});

export function makeInvites(ledger: Ledger, utc: () => number): Invites {
  const all = () => [...ledger.now.invites.values()];
  return {
    prepare({ swarm, uses, minutes, approve }) {
      const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length)));
      const code = letters.join('');
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
        approve,
      };
      const old = all().filter((each) => each.expiresAt + FORGET_AFTER_MS < now);
      const changes: Change[] = old.map(({ id }) => ({ type: 'inviteRemoved', id }));
      return {
        view: viewInvite(row),
        code: showCode(code),
        token,
        changes: [...changes, { type: 'inviteChanged', row }],
      };
    },
    list: (swarm) =>
      all()
        .filter((row) => row.swarm === swarm)
        .map(viewInvite)
        .sort((a, b) => b.createdAt - a.createdAt),
    revoking(swarm, id) {
      const row = ledger.now.invites.get(id as InviteId);
      if (!row || row.swarm !== swarm)
        throw new CoveyError('not-found', `there is no invite ${id.slice(0, 60)}`);
      return [{ type: 'inviteChanged', row: { ...row, revoked: true } }];
    },
    find(secret) {
      const hash = 'code' in secret ? hashSecret(normalizeCode(secret.code)) : hashSecret(secret.token);
      const row = all().find((each) => ('code' in secret ? each.codeHash : each.tokenHash) === hash);
      const what = 'code' in secret ? 'this code' : 'this link';
      if (!row) throw new CoveyError('code-unknown', `${what} opens nothing here`);
      if (row.revoked) throw new CoveyError('code-revoked', `${what} was revoked`);
      if (row.expiresAt < utc()) throw new CoveyError('code-expired', `${what} has expired`);
      return row;
    },
    using(invite) {
      const row = ledger.now.invites.get(invite.id) ?? invite;
      if (row.usesLeft < 1)
        throw new CoveyError('code-used-up', `this code or link was used ${row.uses} times already`);
      return [{ type: 'inviteChanged', row: { ...row, usesLeft: row.usesLeft - 1 } }];
    },
  };
}
