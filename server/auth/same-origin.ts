// Keeps pages of other sites out: browsers say where a request comes from, and cross-site ones are refused before anything else happens.
import type { IncomingMessage } from 'node:http';

/** A page may talk to the host it came from; programs send no Origin. */
export function sameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
