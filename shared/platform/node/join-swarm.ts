// How a computer becomes a device: asks the coordinator who it is, uses the identity it has there, or joins with a code or token. A computer that
// is a device there already stays the same one, and goes to another swarm of that coordinator when the code is for one.
import type * as z from 'zod/mini';
import type { Capabilities } from '../../contract/device.ts';
import { CoveyError, WireError } from '../../contract/errors.ts';
import { Health, type JoinRequest, JoinResponse, joinText, routes } from '../../contract/http-api.ts';
import type { DeviceId, ServerId } from '../../contract/ids.ts';
import type { DeviceIdentities } from './node-identity.ts';
import type { Reach } from './pinned-tls.ts';

/** `knock`: without a secret; the owner of the swarm decides. */
export type WayIn = { code: string } | { token: string } | { knock: true };

/** A way in that is used up, too old or unknown: for a device that is in already it changes nothing. */
export const isSpent = (error: unknown): boolean =>
  error instanceof CoveyError && (error.code.startsWith('code-') || error.code === 'too-many-requests');

const WITHIN_MS = 15_000;
/** What OpenSSL calls a certificate whose issuer it does not know. */
const NOT_TRUSTED = /UNABLE_TO_|SELF_SIGNED/;

/** @throws CoveyError when nobody answers there, or what answers is no coordinator. */
export async function findServer(reach: Reach): Promise<ServerId> {
  const health = await call(reach, routes.health.path, Health, {});
  return health.serverId;
}

/** @throws CoveyError with the coordinator's code: `code-unknown`, `code-expired`, `code-used-up`, `code-revoked`, … */
export async function joinSwarm(
  reach: Reach,
  wayIn: WayIn,
  name: string,
  capabilities: Capabilities,
  identities: DeviceIdentities,
  server: ServerId | null = null,
): Promise<DeviceId> {
  const secret = 'code' in wayIn ? wayIn.code : 'token' in wayIn ? wayIn.token : null;
  const known = server && identities.find(server);
  const request: JoinRequest = {
    ...('knock' in wayIn ? {} : wayIn),
    publicKey: identities.publicKey,
    algorithm: 'ed25519',
    // whoever is known may have been renamed by an owner since
    name: known ? '' : name,
    capabilities,
    ...(known && secret !== null && { proof: identities.sign(joinText(server, secret)) }),
  };
  const joined = await call(reach, routes.join.path, JoinResponse, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  await identities.remember(joined.serverId, { deviceId: joined.deviceId, name: joined.name });
  return joined.deviceId;
}

async function call<T>(reach: Reach, path: string, schema: z.ZodMiniType<T>, init: RequestInit): Promise<T> {
  const { url } = reach;
  let response: Response;
  try {
    response = await reach.fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(WITHIN_MS) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw new CoveyError('stopping', `nobody answers at ${url} (${cause?.code ?? message})`, {
      cause: error,
      hint: NOT_TRUSTED.test(cause?.code ?? '')
        ? 'Its certificate is not trusted here: add --ca with what `covey tls show` prints on the coordinator’s computer.'
        : 'Check the address and the network, and that the coordinator runs there.',
    });
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const refusal = WireError.safeParse(body);
    throw refusal.success
      ? new CoveyError(refusal.data.code, refusal.data.message, refusal.data)
      : new CoveyError('not-found', `${url} answered ${response.status}; it is no coordinator`);
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new CoveyError('not-found', `${url} answers, but not as a coordinator does`);
  return parsed.data;
}
