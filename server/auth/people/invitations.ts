// Invitations: one-time links by which a new person joins a swarm with a role. Kept as hashes until they are accepted, revoked or too old.
import { randomBytes } from 'node:crypto';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { type InvitationId, makeId, type PersonId } from '../../../shared/contract/ids.ts';
import type { InvitationView, Role } from '../../../shared/contract/people.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { InvitationRow } from '../../scheduler/people-rows.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import { hashSecret, makeSecret } from '../secrets.ts';
import type { Ledger } from './ledger.ts';

const MOST_OPEN = 200;

export interface Invitations {
  /** To be committed. @throws CoveyError `wrong-state` when there are too many. */
  prepare(of: { swarm: SwarmNumber; role: Role; createdBy: PersonId; minutes: number }): {
    row: InvitationRow;
    token: string;
    changes: Change[];
  };
  /** @throws CoveyError `code-unknown` or `code-expired` */
  find(token: string): InvitationRow;
  list(swarm: SwarmNumber): InvitationView[];
  /** @throws CoveyError `not-found` */
  get(swarm: SwarmNumber, id: string): InvitationRow;
}

export function makeInvitations(ledger: Ledger, utc: () => number): Invitations {
  const of = (swarm: SwarmNumber) =>
    [...ledger.now.invitations.values()].filter((row) => row.swarm === swarm);
  const isOpen = (row: InvitationRow) => row.expiresAt > utc();

  return {
    prepare({ swarm, role, createdBy, minutes }) {
      const rows = of(swarm);
      if (rows.filter(isOpen).length >= MOST_OPEN)
        throw new CoveyError('wrong-state', `${MOST_OPEN} invitations to this swarm are open`, {
          hint: 'Revoke some of them first.',
        });
      const token = makeSecret(24);
      const row: InvitationRow = {
        id: makeId('pin', randomBytes(16)),
        hash: hashSecret(token),
        swarm,
        role,
        createdBy,
        createdAt: utc(),
        expiresAt: utc() + minutes * 60_000,
      };
      const expired = rows.filter((each) => !isOpen(each));
      const changes: Change[] = expired.map(({ id }) => ({ type: 'invitationRemoved', id }));
      return { row, token, changes: [...changes, { type: 'invitationChanged', row }] };
    },
    find(token) {
      const hash = hashSecret(token);
      const row = [...ledger.now.invitations.values()].find((each) => each.hash === hash);
      const hint = 'Ask whoever invited you for another link.';
      if (!row)
        throw new CoveyError('code-unknown', 'this invitation was used or revoked, or is not from here', {
          hint,
        });
      if (!isOpen(row)) throw new CoveyError('code-expired', 'this invitation has expired', { hint });
      return row;
    },
    list: (swarm) =>
      of(swarm)
        .filter(isOpen)
        .map((row) => viewInvitation(row, ledger.now.persons.get(row.createdBy)?.name ?? 'somebody who left'))
        .sort((a, b) => b.createdAt - a.createdAt),
    get(swarm, id) {
      const row = ledger.now.invitations.get(id as InvitationId);
      if (!row || row.swarm !== swarm)
        throw new CoveyError('not-found', `there is no invitation ${id.slice(0, 60)}`);
      return row;
    },
  };
}

export const viewInvitation = (row: InvitationRow, createdBy: string): InvitationView => ({
  id: row.id,
  role: row.role,
  createdBy,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
});
