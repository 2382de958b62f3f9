// Who may come in: health, the owner's setup and session, and devices that join with a code.
import { randomBytes } from 'node:crypto';
import type { AttemptsLimit } from '../auth/attempts-limit.ts';
import type { Client, ClientOf } from '../auth/client-of.ts';
import { readPublicKey } from '../auth/device-keys.ts';
import type { Invites } from '../auth/invites.ts';
import type { OwnerSessions } from '../auth/owner-sessions.ts';
import type { Coordinator } from '../coordinator.ts';
import type { Log } from '../observe/log.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { makeId, type ServerId } from '../../shared/contract/ids.ts';
import { PROTOCOL_VERSION } from '../../shared/contract/version.ts';
import type { Handlers } from './api.ts';
import { readSession, writeSession } from './cookies.ts';
import { describeApi } from './openapi.ts';

export interface SessionParts {
  coordinator: () => Coordinator;
  serverId: () => ServerId;
  sessions: () => OwnerSessions;
  invites: () => Invites;
  limit: AttemptsLimit;
  clientOf: ClientOf;
  version: string;
  isFenced(): boolean;
  log: Log;
}

/** Signing in over plain http is for this computer only: on a LAN the cookie could be read along. */
function isPrivateChannel({ protocol, host }: Client): boolean {
  return protocol === 'https' || /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}

export function makeSessionHandlers(
  parts: SessionParts,
): Pick<Handlers, 'health' | 'openapi' | 'setup' | 'signOut' | 'session' | 'join'> {
  const api = describeApi(parts.version);
  return {
    health: () => ({
      ok: !parts.isFenced(),
      serverId: parts.serverId(),
      version: parts.version,
      protocol: PROTOCOL_VERSION,
      pid: process.pid,
      fenced: parts.isFenced(),
    }),
    openapi: () => api,
    async setup({ body, context }) {
      const client = parts.clientOf(context.env.incoming);
      if (!isPrivateChannel(client))
        throw new CoveyError(
          'forbidden',
          'an owner signs in on the coordinator’s own computer (http://localhost) or over https',
        );
      const from = client.address;
      parts.limit.check(from);
      try {
        const { cookie, maxAgeSeconds } = await parts.sessions().exchange(body.token);
        writeSession(context, parts.serverId(), cookie, maxAgeSeconds);
        parts.log('info', 'an owner signed in', { from });
        return {};
      } catch (error) {
        parts.limit.failed(from);
        throw error;
      }
    },
    async signOut({ context }) {
      const cookie = readSession(context, parts.serverId());
      if (cookie) await parts.sessions().signOut(cookie);
      writeSession(context, parts.serverId(), '', 0);
      return {};
    },
    session: ({ swarm }) =>
      swarm === null
        ? { owner: false, swarmId: null }
        : { owner: true, swarmId: swarmRow(parts.coordinator(), swarm).id },
    async join({ body, context }) {
      const from = parts.clientOf(context.env.incoming).address;
      parts.limit.check(from);
      if ((body.code === undefined) === (body.token === undefined))
        throw new CoveyError('bad-request', 'send either the code or the token of an invite');
      if (!readPublicKey(body.algorithm, body.publicKey))
        throw new CoveyError('bad-request', `publicKey is no ${body.algorithm} key`);
      const swarm = await parts
        .invites()
        .use(body.code !== undefined ? { code: body.code } : { token: body.token ?? '' })
        .catch((error: unknown) => {
          parts.limit.failed(from);
          throw error;
        });
      const coordinator = parts.coordinator();
      const { state } = coordinator.scheduler;
      const number = coordinator.takeNumber('device');
      const id = makeId('dev', randomBytes(16));
      const name = body.name.trim() || defaultName(body.capabilities.kind, state.devices.size + 1);
      const at = coordinator.utc();
      coordinator.dispatch({
        type: 'deviceJoined',
        row: {
          number,
          id,
          swarm,
          name,
          publicKey: body.publicKey,
          algorithm: body.algorithm,
          capabilities: body.capabilities,
          enabled: true,
          throttle: 1,
          quarantine: null,
          proven: 0,
          chunksDone: 0,
          cpuSeconds: 0,
          joinedAt: at,
          lastSeenAt: at,
        },
      });
      await coordinator.persist();
      parts.log('info', 'a device joined', { device: number, name, from });
      const row = swarmRow(coordinator, swarm);
      return { deviceId: id, name, serverId: parts.serverId(), swarmId: row.id, swarmName: row.name };
    },
  };
}

export function swarmRow(coordinator: Coordinator, swarm: number) {
  const found = coordinator.scheduler.state.swarms.get(swarm);
  if (!found) throw new CoveyError('not-found', 'this swarm is gone');
  return found.row;
}

const defaultName = (kind: string, number: number) =>
  `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${number}`;
