// A page's calls of the coordinator, through the SDK, with failures as values that a screen can show: what happened and what
// the person can do. The session cookie says who asks.
import { ClientError } from '#shared/client/client-error.ts';
import { type Ask, type Client, connect } from '#shared/client/connect.ts';
import { CoveyError } from '#shared/contract/errors.ts';
import type { Response as Answer, RouteName } from '#shared/contract/http-api.ts';
import type { SessionInfo } from '#shared/contract/people.ts';
import { type Outcome, type Problem, unreachable } from './outcome.ts';

export type { Outcome, Problem } from './outcome.ts';

/** Only uploads need it. */
const sha256 = async (bytes: Uint8Array) =>
  (await import('#shared/platform/browser/sha256-hex.ts')).sha256Hex(bytes);

/** The coordinator this page came from. */
export function coordinator(): Client {
  return connect({ url: location.origin }, { fetch: (url, init) => fetch(url, init), sha256 });
}

export async function ask<R extends RouteName>(
  name: R,
  ...[details]: Record<never, never> extends Ask<R> ? [details?: Ask<R>] : [details: Ask<R>]
): Promise<Outcome<Answer<R>>> {
  try {
    const call = coordinator().call as (name: R, details?: Ask<R>) => Promise<Answer<R>>;
    return { ok: true, value: await call(name, details) };
  } catch (error) {
    return { ok: false, problem: explain(error) };
  }
}

/** What an answer of the route `session` says, once it is here. */
export async function readSession(answer: Response): Promise<Outcome<SessionInfo>> {
  const client = connect({ url: location.origin }, { fetch: () => Promise.resolve(answer), sha256 });
  try {
    return { ok: true, value: await client.call('session') };
  } catch (error) {
    return { ok: false, problem: explain(error) };
  }
}

export function explain(error: unknown): Problem {
  if (error instanceof CoveyError) return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof ClientError && error.code === 'unreachable') return unreachable;
  if (error instanceof ClientError) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message,
    hint: 'Reload the page; if it happens again, look into the coordinator’s log.',
  };
}
