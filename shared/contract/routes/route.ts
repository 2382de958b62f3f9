// What is said of a route: who may call it, what goes in and what comes out.
import type * as z from 'zod/mini';
import type { Role, Scope } from '../people.ts';

/** `open`: anybody, also somebody who is signed in. `device`: the blob token of a live connection. */
type Doors =
  | { access: 'open' | 'device' }
  /** Somebody who signed in as this person: a session, or the token that lies in the data directory. An API token is refused. */
  | { access: 'person' }
  /** Somebody with at least this role in the swarm; an API token needs the scope as well. */
  | { access: Role; scope: Scope };

export type Route = Doors & {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  summary: string;
  /** What may stand behind `?`: strings in, parsed out. */
  query?: z.ZodMiniType;
  /** Sent again with the same `Idempotency-Key` it makes nothing a second time, and answers as it did. */
  idempotent?: true;
  body?: z.ZodMiniType;
  /** Raw bytes instead of JSON. */
  bodyBytes?: true;
  response?: z.ZodMiniType;
  responseBytes?: true;
};
