// The owner's session cookie. Cookies ignore ports, so its name carries the server id: two coordinators on one host do not sign each other out.
import { getCookie, setCookie } from 'hono/cookie';
import type { ServerId } from '../../shared/contract/ids.ts';
import type { ApiContext } from './api.ts';

const cookieName = (serverId: ServerId) => `covey_${serverId.slice(4, 12)}`;

export const readSession = (context: ApiContext, serverId: ServerId) =>
  getCookie(context, cookieName(serverId));

export function writeSession(
  context: ApiContext,
  serverId: ServerId,
  value: string,
  maxAgeSeconds: number,
): void {
  setCookie(context, cookieName(serverId), value, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: maxAgeSeconds,
  });
}

/** The value out of a raw Cookie header, for socket handshakes. */
export function sessionFromHeader(header: string | undefined, serverId: ServerId): string | undefined {
  const prefix = `${cookieName(serverId)}=`;
  return header
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(prefix))
    ?.slice(prefix.length);
}
