// Every HTTP route once: method, path, who may call it, what goes in and what comes out. The server answers exactly these,
// `/api/openapi.json` is generated from them, and the SDK calls them. Errors are always a WireError with its code's status.
import type * as z from 'zod/mini';
import { WireError } from './errors.ts';
import { deviceBundleRoutes } from './routes/device-bundle.ts';
import { devicesRoutes } from './routes/devices.ts';
import { entryRoutes } from './routes/entry.ts';
import { jobsRoutes } from './routes/jobs.ts';
import { partsRoutes } from './routes/parts.ts';
import { peopleRoutes } from './routes/people.ts';
import type { Route } from './routes/route.ts';
import { swarmRoutes } from './routes/swarm.ts';
import { tlsRoutes } from './routes/tls.ts';

export const routes = {
  ...entryRoutes,
  ...peopleRoutes,
  ...swarmRoutes,
  ...devicesRoutes,
  ...jobsRoutes,
  ...partsRoutes,
  ...tlsRoutes,
  ...deviceBundleRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export type Body<R extends RouteName> = (typeof routes)[R] extends { body: infer S extends z.ZodMiniType }
  ? z.input<S>
  : undefined;
/** What may stand behind `?`, before it is parsed. */
export type Query<R extends RouteName> = (typeof routes)[R] extends { query: infer S extends z.ZodMiniType }
  ? z.input<S>
  : undefined;
export type Response<R extends RouteName> = (typeof routes)[R] extends {
  response: infer S extends z.ZodMiniType;
}
  ? z.output<S>
  : undefined;
export * from './http-bodies.ts';
export { WireError };
export type { Route };
