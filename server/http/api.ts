// Mounts every route of the contract on Hono: who may call it, what goes in, what comes out, and how errors look. A route without a handler
// does not compile, so none can be forgotten; nothing is answered that the contract does not list.
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type * as z from 'zod/mini';
import { CoveyError, errorKinds } from '../../shared/contract/errors.ts';
import { PART_BYTES } from '../../shared/contract/blob.ts';
import {
  type Response as ResponseOf,
  type Route,
  type RouteName,
  routes,
} from '../../shared/contract/http-api.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import type { Log } from '../observe/log.ts';
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

export interface ApiRequest<R extends RouteName> {
  body: ParsedBody<R>;
  param(name: string): string;
  /** The signed-in owner's swarm; null only on routes that are open to others. */
  swarm: (typeof routes)[R]['access'] extends 'owner' ? number : number | null;
  device: (typeof routes)[R]['access'] extends 'device' ? DeviceNumber : null;
  context: ApiContext;
}

export type Handler<R extends RouteName> = (
  request: ApiRequest<R>,
) => Promise<ResponseOf<R> | Response> | ResponseOf<R> | Response;
export type Handlers = { [R in RouteName]: Handler<R> };

export interface Doors {
  /** The swarm of the signed-in owner, or null. */
  ownerSwarm(context: ApiContext): number | null;
  deviceOf(context: ApiContext): DeviceNumber | null;
}

/** A file table of 200,000 names fits; anything larger is no job request. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
const SMALL_JSON_BYTES = 64 * 1024;

export function makeApi(handlers: Handlers, doors: Doors, log: Log): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const name of Object.keys(routes) as RouteName[])
    mount(app, routes[name], handlers[name] as Handler<RouteName>, doors);
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
  doors: Doors,
): void {
  app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
    const swarm = route.access === 'device' ? null : doors.ownerSwarm(context);
    if (route.access === 'owner' && swarm === null)
      throw new CoveyError('not-signed-in', `${route.method} ${route.path} is for the owner`);
    const device = route.access === 'device' ? doors.deviceOf(context) : null;
    if (route.access === 'device' && device === null)
      throw new CoveyError('not-signed-in', 'this blob token belongs to no live connection');
    const request = {
      body: await readBody(context, route),
      param: (name: string) => context.req.param(name) ?? '',
      swarm,
      device,
      context,
    };
    const answer = await handler(request as unknown as ApiRequest<RouteName>);
    return answer instanceof Response ? answer : context.json((answer ?? {}) as object);
  });
}

async function readBody(context: ApiContext, route: Route): Promise<unknown> {
  if (!route.body && !route.bodyBytes) return undefined;
  const limit = route.bodyBytes ? PART_BYTES : route.access === 'owner' ? MAX_JSON_BYTES : SMALL_JSON_BYTES;
  const bytes = await readLimited(context, limit);
  if (route.bodyBytes) return bytes;
  return readJson(route.body as z.ZodMiniType, bytes);
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
