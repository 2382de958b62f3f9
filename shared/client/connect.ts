// An owner's connection to one coordinator: every route of the contract as one typed call. It holds no socket and no state
// beyond the address and the token; in a browser the session cookie stands in for the token.
import type { SwarmId } from '../contract/ids.ts';
import { isOwnName } from '../contract/own-host.ts';
import type { ClientPlatform } from './platform.ts';
import {
  routes,
  type Body,
  type Query,
  type Response as Answer,
  type Route,
  type RouteName,
} from '../contract/http-api.ts';
import { send } from './send.ts';
import { ClientError } from './client-error.ts';

const JSON_MS = 60_000;
/** One part of at most 4 MiB, at 35 kB/s or more. */
const BYTES_MS = 120_000;

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type PathNames<R extends RouteName> = Names<(typeof routes)[R]['path']>;
type Nothing = Record<never, never>;

/** What a call of route `R` is given: its path's names, its body, and what every call may have. */
export type Ask<R extends RouteName> = {
  signal?: AbortSignal;
  timeoutMs?: number;
  headers?: Record<string, string>;
} & ([PathNames<R>] extends [never] ? Nothing : { path: Record<PathNames<R>, string | number> }) &
  (Body<R> extends undefined ? Nothing : { body: Body<R> }) &
  (Query<R> extends undefined ? Nothing : { query?: Query<R> }) &
  ((typeof routes)[R] extends { bodyBytes: true } ? { bytes: Uint8Array } : Nothing);

type Asks<R extends RouteName> = Nothing extends Ask<R> ? [ask?: Ask<R>] : [ask: Ask<R>];

export interface Client {
  /** Without a slash at the end. */
  readonly url: string;
  readonly platform: ClientPlatform;
  /**
   * Calls a route and parses its answer.
   * @throws CoveyError with the coordinator's code, ClientError `unreachable` or `strange-answer`, or the signal's reason.
   */
  call<R extends RouteName>(name: R, ...ask: Asks<R>): Promise<Answer<R>>;
  /** The same for a route that answers with bytes; the timeout is for the head of the answer, the body is the caller's to read. */
  open<R extends RouteName>(name: R, ...ask: Asks<R>): Promise<Response>;
}

/**
 * `url` may have a path or fragment, which are dropped. `swarm` says which one the token of a data directory is about; left out: the first.
 * @throws ClientError `strange-answer` when it is no http(s) address, `open-channel` when others on the way could read the token.
 */
export function connect(
  target: { url: string; token?: string; swarm?: SwarmId },
  platform: ClientPlatform,
): Client {
  const url = originOf(target.url);
  if (target.token !== undefined) refuseOpenChannel(url);
  const exchange = <T>(route: Route, ask: AnyAsk, read: (answer: Response) => Promise<T>): Promise<T> => {
    const headers = { ...ask.headers };
    if (target.token !== undefined) headers['authorization'] = `Bearer ${target.token}`;
    if (target.swarm !== undefined) headers['covey-swarm'] = target.swarm;
    let body: string | Uint8Array | undefined;
    if (ask.bytes) {
      body = ask.bytes;
      headers['content-type'] = 'application/octet-stream';
    } else if (route.body) {
      body = JSON.stringify(ask.body);
      headers['content-type'] = 'application/json';
    }
    const timeoutMs = ask.timeoutMs ?? (route.bodyBytes || route.responseBytes ? BYTES_MS : JSON_MS);
    const where = `${url}${fillPath(route.path, ask.path ?? {})}${toQuery((ask.query ?? {}) as Record<string, unknown>)}`;
    return send(
      platform,
      where,
      { method: route.method, headers, body, signal: ask.signal, timeoutMs },
      read,
    );
  };
  return {
    url,
    platform,
    open: (name, ...[ask]) => exchange(routes[name], ask ?? {}, async (answer) => answer),
    call: <R extends RouteName>(name: R, ...[ask]: Asks<R>) => {
      const route: Route = routes[name];
      return exchange(
        route,
        ask ?? {},
        async (answer) => parseAnswer(route, await answer.text(), url) as Answer<R>,
      );
    },
  };
}

function parseAnswer(route: Route, text: string, url: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ClientError('strange-answer', `${url} did not answer ${route.path} with JSON`, {
      cause: error,
    });
  }
  const parsed = route.response?.safeParse(json);
  if (parsed?.success === false)
    throw new ClientError('strange-answer', `${url} answered ${route.path} with something else than agreed`, {
      cause: parsed.error,
    });
  return parsed?.data;
}

interface AnyAsk {
  signal?: AbortSignal;
  timeoutMs?: number;
  headers?: Record<string, string>;
  path?: Record<string, string | number>;
  query?: unknown;
  body?: unknown;
  bytes?: Uint8Array;
}

/** `/api/jobs/{id}` with `{ id: 'a b' }` becomes `/api/jobs/a%20b`. */
export function fillPath(path: string, values: Record<string, string | number>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? '')));
}

/** `{ limit: 5, search: undefined }` becomes `?limit=5`. */
export function toQuery(values: Record<string, unknown>): string {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return said.length === 0
    ? ''
    : `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()}`;
}

/** The coordinator would refuse it too, but then the token has crossed the network. */
function refuseOpenChannel(origin: string): void {
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'https:' || isOwnName(hostname)) return;
  throw new ClientError(
    'open-channel',
    `over plain http others on the network could read the token for ${origin}`,
  );
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new ClientError(
      'strange-answer',
      `${JSON.stringify(text)} is not the address of a coordinator; one looks like http://192.168.1.23:8787`,
    );
  return url.origin;
}
