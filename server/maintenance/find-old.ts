// What is old enough to be forgotten. Pure: the rows and the time are handed in.
import { ABSOLUTE_MS, IDLE_MS } from '../auth/people/sessions.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import type { Change, InviteRow } from '../scheduler/changes.ts';
import type { InvitationRow, SessionRow, TokenRow } from '../scheduler/people-rows.ts';
import type { DeviceRow } from '../scheduler/rows.ts';

/** Ways in that have expired are shown for so long, so that whoever made them sees what became of them. */
export const SHOWN_AFTER_EXPIRY_MS = 30 * 24 * 3_600_000;
/** A device that nobody approved and that is not there any more. */
export const WAITING_MS = 15 * 60_000;

type Rows<V> = ReadonlyMap<string, V>;

export interface Expiring {
  sessions: Rows<SessionRow>;
  tokens: Rows<TokenRow>;
  invitations: Rows<InvitationRow>;
  invites: Rows<InviteRow>;
}

/** Changes that remove what opens nothing any more: sessions and tokens at once, invitations and invites a month later. */
export function findExpired({ sessions, tokens, invitations, invites }: Expiring, now: number): Change[] {
  const pick = <V>(rows: Rows<V>, isOld: (row: V) => boolean, remove: (row: V) => Change): Change[] =>
    [...rows.values()].filter(isOld).map(remove);
  const isForgotten = (row: { expiresAt: number }) => row.expiresAt + SHOWN_AFTER_EXPIRY_MS < now;
  return [
    ...pick(
      sessions,
      (row) => now - row.lastUsedAt > IDLE_MS || now - row.createdAt > ABSOLUTE_MS,
      ({ id }) => ({ type: 'sessionRemoved', id }),
    ),
    ...pick(
      tokens,
      (row) => row.expiresAt < now,
      ({ id }) => ({ type: 'tokenRemoved', id }),
    ),
    ...pick(invitations, isForgotten, ({ id }) => ({ type: 'invitationRemoved', id })),
    ...pick(invites, isForgotten, ({ id }) => ({ type: 'inviteRemoved', id })),
  ];
}

/** Devices that waited at the door in vain. One that is connected still waits, however long. */
export function findGivenUp(
  devices: Iterable<{ row: DeviceRow; connected: boolean }>,
  now: number,
): { number: DeviceNumber; row: DeviceRow }[] {
  const found: { number: DeviceNumber; row: DeviceRow }[] = [];
  for (const { row, connected } of devices)
    if (!row.approved && !connected && now - row.lastSeenAt > WAITING_MS)
      found.push({ number: row.number, row });
  return found;
}
