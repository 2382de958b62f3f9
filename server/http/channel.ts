// How a request came: over https or not, for which host, from which address, and whether somebody between could read along.
import type { IncomingMessage } from 'node:http';
import type { Client, ClientOf } from '../auth/client-of.ts';

export interface Channel extends Client {
  /** Nobody between can read along: https, or it never left this computer. */
  isPrivate: boolean;
}

const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

export function channelOf(request: IncomingMessage, clientOf: ClientOf): Channel {
  const client = clientOf(request);
  return { ...client, isPrivate: client.protocol === 'https' || OWN_HOST.test(client.host) };
}
