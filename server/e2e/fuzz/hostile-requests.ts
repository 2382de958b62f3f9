// HTTP requests to send: every route of the contract, with bodies, paths, queries and headers that are mutated or made up, and with every
// kind of credentials; and bytes that are no HTTP at all. What would rightly change something is left out, so that nothing may change.
import * as fc from 'fast-check';
import { type Route, routes } from '../../../shared/contract/http-api.ts';
import { fillPath } from '../../../shared/client/connect.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { hostileText } from '../../../shared/testing/fuzz/hostile-values.ts';
import { bytesMutations, mutateBytes } from '../../../shared/testing/fuzz/mutate-bytes.ts';
import { mutateValue, valueMutations } from '../../../shared/testing/fuzz/mutate-value.ts';
import { nearSchema, validSamples } from '../../../shared/testing/fuzz/from-schema.ts';
import { readJson } from '../../http/read-json.ts';
import type { Corpus } from './corpus.ts';

export const credentials = ['none', 'wrong', 'device', 'owner'] as const;
export type Credentials = (typeof credentials)[number];

export interface HostileRequest {
  route: string;
  method: string;
  path: string;
  body: Uint8Array | null;
  credentials: Credentials;
  headers: Record<string, string>;
  mutated: boolean;
}

const SEED = 8787;
const utf8 = new TextEncoder();
const say = (value: unknown) =>
  utf8.encode(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? [...each] : each)) ?? '',
  );

interface Said {
  bytes: Uint8Array | null;
  mutated: boolean;
}

function bodies(route: Route, recorded: unknown[]): fc.Arbitrary<Said> {
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes): Said => ({ bytes, mutated: false }));
  if (!route.body && !route.bodyBytes) {
    // nobody asked for a body, and one comes all the same
    return fc.oneof(
      { weight: 5, arbitrary: fc.constant<Said>({ bytes: null, mutated: true }) },
      { weight: 1, arbitrary: noise },
    );
  }
  const { body } = route;
  if (!body) {
    const bytes = fc.constantFrom(
      ...recorded.filter((each) => each instanceof Uint8Array),
      utf8.encode('a part'),
    );
    return fc.oneof(
      {
        weight: 3,
        arbitrary: fc
          .tuple(bytes, bytesMutations)
          .map(([of, how]): Said => ({ bytes: mutateBytes(of, how), mutated: true })),
      },
      { weight: 1, arbitrary: noise },
    );
  }
  const valid = fc.constantFrom(...(recorded.length > 0 ? recorded : validSamples(body, SEED)));
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(valid, valueMutations)
        .map(([of, how]): Said => ({ bytes: say(mutateValue(of, how)), mutated: true })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(valid, bytesMutations)
        .map(([of, how]): Said => ({ bytes: mutateBytes(say(of), how), mutated: true })),
    },
    { weight: 2, arbitrary: nearSchema(body).map((value): Said => ({ bytes: say(value), mutated: false })) },
    { weight: 1, arbitrary: noise },
  );
}

/** Names of things that are not there, or never could be. */
const names = fc.oneof(
  fc.constantFrom('job', 'dev', 'inv').map((prefix) => `${prefix}_${'5'.repeat(32)}`),
  fc.constant('ab'.repeat(32)),
  fc.nat(1000).map((pick) => hostileText(pick).slice(0, 500).toWellFormed()),
  fc.string({ maxLength: 20 }).map((text) => text.toWellFormed()),
  fc.constantFrom('..', '.', '%2e%2e%2f', '0', '-1', '1e9'),
);

const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { 'content-type': 'text/xml' },
      { 'content-type': 'application/json; charset=utf-16' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'br, gzip, deflate' },
      { range: 'bytes=5-2' },
      { range: `bytes=0-${'9'.repeat(300)}` },
      { cookie: `covey_00000000=${'x'.repeat(3000)}` },
      { cookie: '__proto__=1; =; ;;; covey_=%%%' },
      { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
      { 'if-none-match': '*', 'if-range': '"x"' },
      { expect: '100-continue' },
      { 'x-http-method-override': 'DELETE' },
      { accept: 'a'.repeat(5000) },
    ),
  },
);

const queries = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.webQueryParameters().map((query) => `?${query}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('?', '?__proto__[a]=1', '?limit=1e9&before=-1', '?a=%ff%00', '?'.repeat(100)),
  },
);

/** Nothing can be wrong with a request that anybody may make and that says nothing. */
const canBeHostile = ({ access, method, path, body, bodyBytes }: Route) =>
  access !== 'open' || method === 'GET' || path.includes('{') || body !== undefined || bodyBytes === true;

/** Whether the coordinator may rightly do something for this: then it is not sent. */
function maySucceed(route: Route, { body, path, credentials: by }: HostileRequest): boolean {
  if (route.method === 'GET') return false;
  const isOpen = route.access === 'open';
  if (!isOpen && by !== 'owner') return false;
  if (route.bodyBytes) return false;
  if (route.path !== path.split('?')[0]) return false; // it names something that is not there
  // such as signing out, or a challenge that anybody may have
  if (!route.body) return true;
  const said = parsedBody(route, body);
  if (said === null) return false;
  // old codes and tokens open nothing
  return !(isOpen && ('token' in said || 'code' in said));
}

function parsedBody(route: Route, body: Uint8Array | null): object | null {
  if (!route.body) return null;
  try {
    return readJson(route.body, body ?? new Uint8Array(0)) as object;
  } catch (error) {
    if (error instanceof CoveyError) return null;
    throw error;
  }
}

function ofRoute(route: Route, corpus: Corpus): fc.Arbitrary<HostileRequest> {
  const recorded = corpus.requests
    .filter((each) => each.method === route.method && each.route === route.path && each.body !== undefined)
    .map((each) => each.body);
  const holes = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return fc
    .record({
      said: bodies(route, recorded),
      values: fc.tuple(...holes.map(() => names)),
      credentials: fc.constantFrom(...credentials, 'owner', 'owner'),
      headers,
      query: queries,
    })
    .map(({ said, values, query, ...rest }) => ({
      route: route.path,
      method: route.method,
      path: fillPath(route.path, Object.fromEntries(holes.map((name, i) => [name, values[i] ?? '']))) + query,
      body: said.bytes,
      mutated: said.mutated,
      ...rest,
    }))
    .filter((request) => !maySucceed(route, request));
}

export const hostileRequests = (corpus: Corpus): fc.Arbitrary<HostileRequest> =>
  fc.oneof(
    ...Object.values(routes as Record<string, Route>)
      .filter(canBeHostile)
      .map((route) => ofRoute(route, corpus)),
  );

const rawValid = (port: number) => [
  `GET /api/health HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  `POST /api/join HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
  `POST /api/setup HTTP/1.1\r\nHost: localhost:${port}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  `GET /socket/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  `GET /socket/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
];

/** Requests that lie about themselves. */
const lies = (port: number) => [
  `POST /api/join HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 100\r\n\r\n{}`,
  `POST /api/join HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: -1\r\n\r\n{}`,
  `POST /api/join HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
  `POST /api/join HTTP/1.1\r\nHost: localhost:${port}\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}`,
  `POST /api/join HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 99999999999999999999\r\n\r\n{}`,
  `TRACE /api/health HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  `CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  `OPTIONS * HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  `GET http://evil.example/api/health HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  'GET /api/health HTTP/1.1\r\n\r\n',
  'GET /api/health HTTP/1.1\r\nHost: \r\n\r\n',
  'GET /api/health HTTP/1.1\r\nHost: a b/c?#@:99999\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  `GET /api/../../etc/passwd HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  `GET //evil.example/%00%ff HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
];

/** Bytes on a bare connection. */
export const hostileBytes = (port: number): fc.Arbitrary<{ bytes: Uint8Array; mutated: boolean }> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...rawValid(port)), bytesMutations)
        .map(([text, how]) => ({ bytes: mutateBytes(utf8.encode(text), how), mutated: true })),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...lies(port)).map((text) => ({ bytes: utf8.encode(text), mutated: false })),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 500 }).map((bytes) => ({ bytes, mutated: false })) },
  );
