// The doors of one coordinator: what stands in front of its listener, and the counts behind it. Everything here says no before anybody is asked who
// they are; limits of the listener itself are in listener-limits.ts.
import type { Server } from 'node:http';
import type { ClientOf } from '../../auth/client-of.ts';
import type { CoordinatorOptions } from '../../config.ts';
import { type AllowedHosts, makeAllowedHosts } from './allowed-hosts.ts';
import { guardListener } from './guard-listener.ts';
import { makeRefusalLog } from './refusal-log.ts';

export interface Doors {
  hosts: AllowedHosts;
  /** Call it when everything listens that is to be behind the doors. */
  guard(http: Server): void;
  /** Somebody was turned away: one line a minute for each kind and address, with how often. */
  refused(kind: string, from: string, what: string, facts: Record<string, unknown>): void;
}

/** `names` are asked each time: a tunnel's name comes, changes and goes. */
export function makeDoors(
  { log, allowHosts = [], publicUrl }: Pick<CoordinatorOptions, 'log' | 'allowHosts' | 'publicUrl'>,
  { clientOf, names }: { clientOf: ClientOf; names(): readonly string[] },
): Doors {
  const hosts = makeAllowedHosts({ names: allowHosts, moreNames: names });
  const refused = makeRefusalLog(log);
  return {
    hosts,
    refused,
    guard: (http) =>
      guardListener(http, {
        hosts,
        clientOf,
        publicUrl,
        onRefused: (error, from, { method, url, headers }) =>
          refused(error.code, from, error.message, {
            method,
            path: url?.split('?', 1)[0]?.slice(0, 200),
            ...(headers.origin !== undefined && { origin: headers.origin.slice(0, 200) }),
          }),
      }),
  };
}
