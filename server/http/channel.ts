// How a request came: over https or not, for which host, from which address, and whether somebody between could read along.
import type { IncomingMessage } from 'node:http';
import { type Client, type ClientOf, isLoopback } from '../auth/client-of.ts';
import { isOwnHost } from '../../shared/contract/own-host.ts';

export interface Channel extends Client {
  /** Nobody between can read along: https, or it never left this computer. Not what browsers call trustworthy (guard-listener.ts), which asks the name alone. */
  isPrivate: boolean;
}

/** A proxy on this computer may ask for `localhost` on behalf of somebody far away. It says so, and that is believed of anybody: it only takes. */
function staysHere({ headers }: IncomingMessage): boolean {
  if (headers.forwarded !== undefined) return false;
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  return forwarded.every((address) => address.trim() === '' || isLoopback(address.trim()));
}

export function channelOf(request: IncomingMessage, clientOf: ClientOf): Channel {
  const client = clientOf(request);
  const isOwn = isOwnHost(client.host) && staysHere(request);
  return { ...client, isPrivate: client.protocol === 'https' || isOwn };
}
