// Becoming a device: makes a key, sends its public half with the code, and keeps who this browser now is. A browser that is a device already,
// or was one until it was refused, keeps its key and proves that it is its own: it stays the same device, renamed or in another swarm.
import { CoveyError, WireError } from '../../../contract/errors.ts';
import type { Capabilities } from '../../../contract/device.ts';
import { type JoinRequest, JoinResponse, joinText, routes } from '../../../contract/http-api.ts';
import { makeKey, type NewKey, openIdentity } from '../browser-identity.ts';
import type { CoveyDatabase, StoredDevice } from '../database.ts';
import { saveSettings } from '../settings-store.ts';
import type { JoinWish } from './supervisor-messages.ts';

const ANSWER_MS = 20_000;

/** @throws CoveyError with the coordinator's code, or TypeError when it cannot be reached. */
export async function joinSwarm(
  database: CoveyDatabase,
  { settings, code, token, handover, name }: JoinWish,
  capabilities: Capabilities,
): Promise<StoredDevice> {
  const wish = {
    name,
    ...(code !== undefined && { code }),
    ...(token !== undefined && { token }),
    ...(handover !== undefined && { handover }),
  };
  // the old key of a handover stays where it is: this origin makes one of its own
  const known =
    wish.handover === undefined
      ? ((await database.get('device', 'self')) ?? (await database.get('former', 'self')))
      : undefined;
  const { key, algorithm, publicKey } = (known && knownKey(known)) ?? (await makeKey());
  const proof = known?.publicKey === publicKey ? await prove(known, wish) : undefined;
  const request: JoinRequest = { ...wish, publicKey, algorithm, capabilities, ...(proof && { proof }) };
  const response = await fetch(routes.join.path, {
    method: routes.join.method,
    body: JSON.stringify(request),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const said: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const error = WireError.safeParse(said);
    if (error.success) throw new CoveyError(error.data.code, error.data.message, error.data);
    throw new CoveyError('internal', `the coordinator answered with status ${response.status}`);
  }
  const joined = JoinResponse.parse(said);
  const { deviceId, serverId, swarmName } = joined;
  const device: StoredDevice = {
    deviceId,
    name: joined.name,
    serverId,
    swarmName,
    key,
    publicKey,
    joinedAt: Date.now(),
  };
  if (settings) await saveSettings(database, settings);
  await database.put('device', device, 'self');
  await database.delete('move', 'self');
  return device;
}

/** One that was kept without its public half cannot be used again. */
const knownKey = ({ key, publicKey }: StoredDevice): NewKey | null =>
  publicKey === undefined ? null : { key, algorithm: key.algorithm, publicKey };

const prove = (known: StoredDevice, { code, token }: JoinWish) =>
  openIdentity(known).sign(joinText(known.serverId, code ?? token ?? ''));
