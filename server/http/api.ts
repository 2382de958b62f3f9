// Mounts every route of the contract on Hono: who may call it, what goes in, what comes out, and how errors look. A route without a handler
// does not compile, so none can be forgotten; nothing is answered that the contract does not list.
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type * as z from 'zod/mini';
import { CoveyError, errorKinds } from '../../shared/contract/errors.ts';
import { explainIssues } from '../../shared/contract/explain-issues.ts';
import { PART_BYTES } from '../../shared/contract/blob.ts';
import {
  type Response as ResponseOf,
  type Route,
  type RouteName,
  routes,
} from '../../shared/contract/http-api.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import type { Role } from '../../shared/contract/people.ts';
import type { Principal } from '../auth/principal.ts';
import type { Log } from '../observe/log.ts';
import type { SwarmNumber } from '../scheduler/rows.ts';
import type { Channel } from './channel.ts';
import { readJson } from './read-json.ts';

export type ApiContext = Context<{ Bindings: HttpBindings }>;

/** What a request's body is once parsed; `undefined` for routes without one. */
export type ParsedBody<R extends RouteName> = (typeof routes)[R] extends {
  body: infer S extends z.ZodMiniType;
}
  ? z.output<S>
  : (typeof routes)[R] extends { bodyBytes: true }
    ? Uint8Array
    : undefined;

/** What stands behind `?` once parsed. */
export type ParsedQuery<R extends RouteName> = (typeof routes)[R] extends {
  query: infer S extends z.ZodMiniType;
}
  ? z.output<S>
  : undefined;

type AccessOf<R extends RouteName> = (typeof routes)[R]['access'];

export interface ApiRequest<R extends RouteName> {
  body: ParsedBody<R>;
  query: ParsedQuery<R>;
  param(name: string): string;
  /** Who asks; null only where the route is open to everybody, or for devices. */
  who: AccessOf<R> extends 'open' ? Principal | null : AccessOf<R> extends 'device' ? null : Principal;
  /** The swarm it is about; certain where a role in one is needed. */
  swarm: AccessOf<R> extends Role ? SwarmNumber : SwarmNumber | null;
  device: AccessOf<R> extends 'device' ? DeviceNumber : null;
  channel: Channel;
  context: ApiContext;
}

export type Handler<R extends RouteName> = (
  request: ApiRequest<R>,
) => Promise<ResponseOf<R> | Response> | ResponseOf<R> | Response;
export type Handlers = { [R in RouteName]: Handler<R> };

export interface Admission {
  /** Who asks. @throws CoveyError when the route is not for them. */
  admit(context: ApiContext, route: Route): Principal | null;
  deviceOf(context: ApiContext): DeviceNumber | null;
  channelOf(context: ApiContext): Channel;
  /** Counts a changing request to a route that is open to all. @throws CoveyError `too-many-requests` */
  knock(context: ApiContext): Promise<void>;
}

/** A file table of 200,000 names fits; anything larger is no job request. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
const SMALL_JSON_BYTES = 64 * 1024;

export function makeApi(
  handlers: Handlers,
  admission: Admission,
  log: Log,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const name of Object.keys(routes) as RouteName[])
    mount(app, routes[name], handlers[name] as Handler<RouteName>, admission);
  app.all('/api/*', (context) =>
    answerError(
      context,
      new CoveyError('not-found', `there is no ${context.req.method} ${context.req.path}`),
    ),
  );
  app.onError((error, context) => {
    if (!(error instanceof CoveyError))
      log('error', 'a request failed', { path: context.req.path, reason: error.stack ?? error.message });
    return answerError(
      context,
      error instanceof CoveyError ? error : new CoveyError('internal', 'the coordinator could not do this'),
    );
  });
  return app;
}

export function answerError(context: Context, error: CoveyError): Response {
  return context.json(error.toWire(), errorKinds[error.code].status as 400);
}

function mount(
  app: Hono<{ Bindings: HttpBindings }>,
  route: Route,
  handler: Handler<RouteName>,
  admission: Admission,
): void {
  app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
    if (route.access === 'open' && route.method !== 'GET') await admission.knock(context);
    const admit = () => (route.access === 'device' ? null : admission.admit(context, route));
    let who = admit();
    const device = route.access === 'device' ? admission.deviceOf(context) : null;
    if (route.access === 'device' && device === null)
      throw new CoveyError('not-signed-in', 'this blob token belongs to no live connection');
    const body = await readBody(context, route);
    // somebody may have been signed out while they were sending it
    if (body !== undefined) who = admit();
    const request = {
      query: readQuery(route.query, context.req.query()),
      body,
      param: (name: string) => context.req.param(name) ?? '',
      who,
      swarm: who?.swarm ?? null,
      device,
      channel: admission.channelOf(context),
      context,
    };
    const answer = await handler(request as unknown as ApiRequest<RouteName>);
    return answer instanceof Response ? answer : context.json((answer ?? {}) as object);
  });
}

async function readBody(context: ApiContext, route: Route): Promise<unknown> {
  if (!route.body && !route.bodyBytes) return undefined;
  const limit = route.bodyBytes ? PART_BYTES : 'scope' in route ? MAX_JSON_BYTES : SMALL_JSON_BYTES;
  const bytes = await readLimited(context, limit);
  if (route.bodyBytes) return bytes;
  return readJson(route.body as z.ZodMiniType, bytes);
}

function readQuery(schema: z.ZodMiniType | undefined, query: Record<string, string>): unknown {
  const parsed = schema?.safeParse(query);
  if (parsed && !parsed.success)
    throw new CoveyError('bad-request', `the query is not as agreed: ${explainIssues(parsed.error)}`);
  return parsed?.data;
}

/** Reads a body and stops reading as soon as it is too large. */
async function readLimited(context: ApiContext, limit: number): Promise<Uint8Array> {
  if (Number(context.req.header('content-length') ?? 0) > limit) throw tooLarge(limit);
  const stream = context.req.raw.body;
  if (!stream) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of stream) {
      size += piece.length;
      if (size > limit) throw tooLarge(limit);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof CoveyError) throw error;
    throw new CoveyError('bad-request', 'the body broke off half-way', { cause: error });
  }
  return Buffer.concat(pieces, size);
}

const tooLarge = (limit: number) => new CoveyError('too-large', `the body is larger than ${limit} bytes`);
