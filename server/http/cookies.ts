// The session cookie. Cookies ignore ports, so its name carries the server id: two coordinators on one host do not sign each other out. Two
// names, so that a cookie that travelled over http is worth nothing on https; `__Host-` keeps other hosts of a domain from setting it.
import type { IncomingMessage } from 'node:http';
import { setCookie } from 'hono/cookie';
import type { ServerId } from '../../shared/contract/ids.ts';
import type { Credentials } from '../auth/identify.ts';
import type { ApiContext } from './api.ts';
import type { Channel } from './channel.ts';

export const cookieName = (serverId: ServerId, protocol: Channel['protocol']) =>
  `${protocol === 'https' ? '__Host-' : ''}covey_${serverId.slice(4, 12)}`;

export function writeSession(
  context: ApiContext,
  serverId: ServerId,
  channel: Channel,
  value: string,
  maxAgeSeconds: number,
): void {
  setCookie(context, cookieName(serverId, channel.protocol), value, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: channel.protocol === 'https',
    maxAge: maxAgeSeconds,
  });
}

/** The value out of a raw Cookie header. */
function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(/;\s*/).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) || undefined;
}

export const readBearer = (header: string | undefined) => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];

/** What a request shows of who sent it; null when it shows nothing. */
export function readCredentials(
  { headers }: Pick<IncomingMessage, 'headers'>,
  serverId: ServerId,
  channel: Channel,
): Credentials | null {
  const bearer = readBearer(headers.authorization);
  const cookie = readCookie(headers.cookie, cookieName(serverId, channel.protocol));
  if (bearer === undefined && cookie === undefined) return null;
  const swarm = headers['covey-swarm'];
  return { bearer, cookie, swarm: typeof swarm === 'string' ? swarm : undefined };
}
