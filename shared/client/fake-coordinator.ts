// For tests: a real HTTP server that has the contract's routes and answers them with whatever the test says. Bodies and answers go
// through the routes' own schemas, so a test cannot agree on something that the contract does not say.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CoveyError, errorKinds, wireError } from '../contract/errors.ts';
import { routes, type Route, type RouteName } from '../contract/http-api.ts';

export interface Asked {
  path: Record<string, string>;
  body: unknown;
  bytes: Uint8Array;
  headers: IncomingMessage['headers'];
}

/** Returns what is answered, throws a CoveyError to refuse, or takes the response over and returns nothing. */
export type Handler = (asked: Asked, response: ServerResponse) => unknown;

export interface FakeCoordinator {
  url: string;
  /** Names of the routes asked, in order. */
  calls: RouteName[];
  stop(): Promise<void>;
}

export async function startFakeCoordinator(
  handlers: Partial<Record<RouteName, Handler>>,
): Promise<FakeCoordinator> {
  const calls: RouteName[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const found = findRoute(request.method ?? '', request.url ?? '');
    if (!found) throw new CoveyError('not-found', `there is no ${request.method} ${request.url}`);
    calls.push(found.name);
    const route: Route = routes[found.name];
    const bytes = await readAll(request);
    const body = route.body ? route.body.parse(JSON.parse(new TextDecoder().decode(bytes))) : undefined;
    const handler = handlers[found.name];
    if (!handler) throw new CoveyError('not-found', `the test has no handler for ${found.name}`);
    const answered: unknown = await handler(
      { path: found.path, body, bytes, headers: request.headers },
      response,
    );
    if (response.headersSent) return;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(route.response ? route.response.parse(answered) : answered));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const code = error instanceof CoveyError ? error.code : 'internal';
      response.statusCode = errorKinds[code].status;
      response.end(JSON.stringify(wireError(code, String(error instanceof Error ? error.message : error))));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function findRoute(method: string, url: string): { name: RouteName; path: Record<string, string> } | null {
  for (const name of Object.keys(routes) as RouteName[]) {
    const route = routes[name];
    const pattern = new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = route.method === method ? pattern.exec(url) : null;
    if (!match) continue;
    const path = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]),
    );
    return { name, path };
  }
  return null;
}

async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
