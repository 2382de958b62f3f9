// Steering: the swarm as a whole, its devices, and the ways in.
import type { Invites } from '../auth/invites.ts';
import type { Coordinator } from '../coordinator.ts';
import { devicesOf, viewDevice } from '../observe/views.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Address, SwarmInfo } from '../../shared/contract/http-api.ts';
import { InviteId, type ServerId } from '../../shared/contract/ids.ts';
import type { Handlers } from './api.ts';
import { swarmRow } from './session-handlers.ts';

export interface SwarmParts {
  coordinator: () => Coordinator;
  invites: () => Invites;
  serverId: () => ServerId;
  addresses(): Address[];
  now(): number;
}

type Steering =
  | 'swarm'
  | 'steerSwarm'
  | 'invites'
  | 'createInvite'
  | 'revokeInvite'
  | 'devices'
  | 'device'
  | 'steerDevice'
  | 'forgetDevice';

export const joinUrl = (addresses: readonly Address[], token: string) =>
  `${(addresses.find((a) => a.isDefault) ?? addresses[0])?.url ?? ''}/j#${token}`;

export function makeSwarmHandlers(parts: SwarmParts): Pick<Handlers, Steering> {
  const { coordinator } = parts;

  function describeSwarm(swarm: number): SwarmInfo {
    const { id, name, state, throttle } = swarmRow(coordinator(), swarm);
    return { id, serverId: parts.serverId(), name, state, throttle, addresses: parts.addresses() };
  }

  function findDevice(swarm: number, id: string) {
    const device = devicesOf(coordinator().scheduler.state, swarm).find((each) => each.row.id === id);
    if (!device) throw new CoveyError('not-found', `there is no device ${id} in this swarm`);
    return device;
  }

  return {
    swarm: ({ swarm }) => describeSwarm(swarm),
    async steerSwarm({ swarm, body }) {
      const { state, throttle, name } = body;
      coordinator().dispatch({
        type: 'swarmSteered',
        swarm,
        ...(state !== undefined && { state }),
        ...(throttle !== undefined && { throttle }),
        ...(name !== undefined && { name }),
      });
      await coordinator().persist();
      return describeSwarm(swarm);
    },
    invites: ({ swarm }) => parts.invites().list(swarm),
    async createInvite({ swarm, body }) {
      const { view, code, token } = await parts
        .invites()
        .create({ swarm, uses: body.uses, minutes: body.minutes });
      return { ...view, code, token, joinUrl: joinUrl(parts.addresses(), token) };
    },
    async revokeInvite({ swarm, param }) {
      const id = InviteId.safeParse(param('id'));
      if (!id.success) throw new CoveyError('not-found', `${param('id')} is no invite`);
      await parts.invites().revoke(swarm, id.data);
      return {};
    },
    devices: ({ swarm }) =>
      devicesOf(coordinator().scheduler.state, swarm).map((device) => viewDevice(device, parts.now())),
    device: ({ swarm, param }) => viewDevice(findDevice(swarm, param('id')), parts.now()),
    async steerDevice({ swarm, param, body }) {
      const device = findDevice(swarm, param('id')).row.number;
      const { enabled, throttle, name, quarantine } = body;
      coordinator().dispatch({
        type: 'deviceSteered',
        device,
        ...(enabled !== undefined && { enabled }),
        ...(throttle !== undefined && { throttle }),
        ...(name !== undefined && { name }),
        ...(quarantine !== undefined && { quarantine }),
      });
      await coordinator().persist();
      return viewDevice(findDevice(swarm, param('id')), parts.now());
    },
    async forgetDevice({ swarm, param }) {
      coordinator().dispatch({ type: 'deviceForgotten', device: findDevice(swarm, param('id')).row.number });
      await coordinator().persist();
      return {};
    },
  };
}
