// Keeps pages of other sites out: browsers say where a request comes from, and cross-site ones are refused before anything else happens.
import type { IncomingMessage } from 'node:http';
import type { ClientOf } from './client-of.ts';

/** A page may talk to the host it came from; programs send no Origin. */
export function sameOrigin(request: IncomingMessage, clientOf: ClientOf): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === clientOf(request).host;
  } catch {
    return false;
  }
}
