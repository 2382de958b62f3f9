// How a computer becomes a device: asks the coordinator who it is, uses the identity it has there, or joins with a code or token.
import type * as z from 'zod/mini';
import type { Capabilities } from '../../contract/device.ts';
import { CoveyError, WireError } from '../../contract/errors.ts';
import { Health, type JoinRequest, JoinResponse, routes } from '../../contract/http-api.ts';
import type { DeviceId, ServerId } from '../../contract/ids.ts';
import type { DeviceIdentities } from './node-identity.ts';

/** `knock`: without a secret; the owner of the swarm decides. */
export type WayIn = { code: string } | { token: string } | { knock: true };

const WITHIN_MS = 15_000;

/** @throws CoveyError when nobody answers there, or what answers is no coordinator. */
export async function findServer(url: string): Promise<ServerId> {
  const health = await call(url, routes.health.path, Health, {});
  return health.serverId;
}

/** @throws CoveyError with the coordinator's code: `code-unknown`, `code-expired`, `code-used-up`, `code-revoked`, … */
export async function joinSwarm(
  url: string,
  wayIn: WayIn,
  name: string,
  capabilities: Capabilities,
  identities: DeviceIdentities,
): Promise<DeviceId> {
  const request: JoinRequest = {
    ...('knock' in wayIn ? {} : wayIn),
    publicKey: identities.publicKey,
    algorithm: 'ed25519',
    name,
    capabilities,
  };
  const joined = await call(url, routes.join.path, JoinResponse, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  await identities.remember(joined.serverId, { deviceId: joined.deviceId, name: joined.name });
  return joined.deviceId;
}

async function call<T>(url: string, path: string, schema: z.ZodMiniType<T>, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(WITHIN_MS) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw new CoveyError('stopping', `nobody answers at ${url} (${cause?.code ?? message})`, {
      cause: error,
      hint: 'Check the address and the network, and that the coordinator runs there.',
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
