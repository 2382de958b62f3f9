// Whom the API lets in: reads what a request shows, refuses secrets that somebody could have read on the way, and writes down what was refused.
import type { IncomingMessage } from 'node:http';
import type { Access } from '../auth/access.ts';
import type { Attempts } from '../auth/attempts.ts';
import type { AuditLog } from '../auth/audit/audit-log.ts';
import type { ClientOf } from '../auth/client-of.ts';
import type { Credentials } from '../auth/identify.ts';
import { mayCall, type Principal } from '../auth/principal.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Route } from '../../shared/contract/http-api.ts';
import type { DeviceNumber, ServerId } from '../../shared/contract/ids.ts';
import type { Admission, ApiContext } from './api.ts';
import { type Channel, channelOf } from './channel.ts';
import { readBearer, readCredentials } from './cookies.ts';

interface Parts {
  access(): Access;
  serverId(): ServerId;
  audit: AuditLog;
  clientOf: ClientOf;
  deviceOfToken(token: string): DeviceNumber | null;
  attempts: Attempts;
}

/** @throws CoveyError `forbidden` */
export function refuseOpenChannel(channel: Channel): void {
  if (channel.isPrivate) return;
  throw new CoveyError('forbidden', 'over plain http somebody on the network could read who you are', {
    hint: 'Use the https address, or the coordinator’s own computer (http://localhost).',
  });
}

export interface FullAdmission extends Admission {
  /** Whose screen it is: by the handshake's own token, else by what its request shows. @throws CoveyError as for a route. */
  whoWatches(request: IncomingMessage, handshake: { token?: unknown; swarm?: unknown }): Principal | null;
}

export function makeAdmission({
  access,
  serverId,
  audit,
  clientOf,
  deviceOfToken,
  attempts,
}: Parts): FullAdmission {
  /** @throws CoveyError `forbidden` or `not-signed-in` */
  function identify(credentials: Credentials, channel: Channel, isUse = true): Principal {
    refuseOpenChannel(channel);
    const who = access().identify(credentials, isUse);
    if (who) return who;
    throw credentials.bearer === undefined
      ? new CoveyError('not-signed-in', 'this session has ended', {
          hint: 'Sign in again: with a passkey, or by the link that `covey link` prints.',
        })
      : new CoveyError('not-signed-in', 'this token is not valid here', {
          hint: 'Check that it is whole, of this coordinator, and neither expired nor revoked.',
        });
  }

  /** Throws unless the route is for whoever asks. Of open routes nobody is refused; a secret shown in the open counts for nothing. */
  function admit(context: ApiContext, route: Route): Principal | null {
    const request = context.env.incoming;
    const channel = channelOf(request, clientOf);
    const credentials = readCredentials(request, serverId(), channel);
    if (route.access === 'open')
      return credentials && channel.isPrivate ? access().identify(credentials, true) : null;
    let who: Principal | null = null;
    try {
      who = credentials ? identify(credentials, channel) : null;
      const refusal = mayCall(route, who);
      if (refusal)
        throw new CoveyError(refusal.code, refusal.message, refusal.hint ? { hint: refusal.hint } : {});
      return who;
    } catch (error) {
      if (error instanceof CoveyError && error.code !== 'stopping')
        audit.refused({
          action: 'request-refused',
          swarm: who?.swarm ?? null,
          actor: who?.name ?? 'somebody',
          target: `${route.method} ${route.path}`,
          address: channel.address,
          detail: error.message,
        });
      throw error;
    }
  }

  return {
    admit,
    // a screen that only hangs on the wall does not keep its session alive
    whoWatches(request, { token, swarm }) {
      const channel = channelOf(request, clientOf);
      const credentials =
        typeof token === 'string'
          ? { bearer: token, ...(typeof swarm === 'string' && { swarm }) }
          : readCredentials(request, serverId(), channel);
      return credentials ? identify(credentials, channel, false) : null;
    },
    deviceOf: (context) => deviceOfToken(readBearer(context.req.header('authorization')) ?? ''),
    knock: (context) => attempts.knock(channelOf(context.env.incoming, clientOf).address),
    channelOf: (context) => channelOf(context.env.incoming, clientOf),
  };
}
