// Decides whether a request or an upgrade may come in at all, before anybody else looks at it: is it meant for us, and does it come from a page
// of ours or from a program? Who it is and what it may do is asked later.
import type { IncomingMessage } from 'node:http';
import type { Client, ClientOf } from '../../auth/client-of.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { SOCKET_PATH } from '../../../shared/contract/device-messages.ts';
import { type AllowedHosts, readHostName } from './allowed-hosts.ts';

export interface DoorRules {
  hosts: AllowedHosts;
  clientOf: ClientOf;
  /** Where people open this coordinator, if the owner said so: a proxy may keep the name from us. */
  publicUrl?: string | undefined;
}

/** null when it may come in. */
export function judgeRequest(
  request: IncomingMessage,
  { hosts, clientOf, publicUrl }: DoorRules,
  isUpgrade: boolean,
): CoveyError | null {
  const url = request.url ?? '';
  if (!url.startsWith('/'))
    return new CoveyError('bad-request', `the request names ${JSON.stringify(url)} instead of a path`);
  const client = clientOf(request);
  const { host } = client;
  if (!hosts.allows(host))
    return new CoveyError('wrong-host', `this coordinator does not answer to the name ${quote(host)}`, {
      hint: `If ${quote(host)} is meant to be this coordinator, start it with --allow-host ${readHostName(host) ?? 'NAME'}.`,
    });
  const path = url.split('?', 1)[0] ?? '';
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const isSocket = isUpgrade || path.startsWith(SOCKET_PATH);
  if ((!reads || isSocket) && !fromOurPage(request, client, publicUrl))
    return new CoveyError('forbidden', 'a page of another site may not do this');
  const isApi = path === '/api' || path.startsWith('/api/');
  if ((!reads || isSocket || (isApi && !isNavigation(request))) && fromElsewhere(request))
    return new CoveyError('forbidden', 'a page of another site may not ask this');
  return null;
}

/** A page may talk to the host it came from; programs send no Origin. What came unencrypted may not steer what is encrypted. */
function fromOurPage({ headers }: IncomingMessage, { host, protocol }: Client, publicUrl?: string): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  const from = URL.parse(origin);
  if (from === null) return false;
  if (publicUrl !== undefined && from.origin === URL.parse(publicUrl)?.origin) return true;
  return from.host === host.toLowerCase() && (from.protocol === 'https:' || protocol === 'http');
}

/** Fetch metadata, where a browser sends it: `same-site` is another port or a sibling name, so not us either. */
function fromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}

const isNavigation = ({ headers }: IncomingMessage) =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

const quote = (host: string) => JSON.stringify(host).slice(0, 80);
