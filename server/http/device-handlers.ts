// Devices as the people of a swarm steer them: throttled, approved, forgotten, banned.
import type { Access } from '../auth/access.ts';
import type { Coordinator } from '../coordinator.ts';
import { devicesOf, viewDevice } from '../observe/views.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { ServerId } from '../../shared/contract/ids.ts';
import type { Handlers } from './api.ts';
import { describeChange, type Note } from './note.ts';

export interface DeviceParts {
  coordinator: () => Coordinator;
  access(): Access;
  serverId(): ServerId;
  note: Note;
  now(): number;
}

type DeviceRoutes =
  'devices' | 'device' | 'steerDevice' | 'forgetDevice' | 'approveDevice' | 'banDevice' | 'bans' | 'liftBan';

export function makeDeviceHandlers(parts: DeviceParts): Pick<Handlers, DeviceRoutes> {
  const { coordinator, access, note } = parts;

  function find(swarm: number, id: string) {
    const device = devicesOf(coordinator().scheduler.state, swarm).find((each) => each.row.id === id);
    if (!device) throw new CoveyError('not-found', `there is no device ${id.slice(0, 60)} in this swarm`);
    return device;
  }

  const show = (swarm: number, id: string) => viewDevice(find(swarm, id), parts.serverId(), parts.now());

  return {
    devices: ({ swarm }) =>
      devicesOf(coordinator().scheduler.state, swarm).map((device) =>
        viewDevice(device, parts.serverId(), parts.now()),
      ),
    device: ({ swarm, param }) => show(swarm, param('id')),
    async steerDevice({ who, swarm, channel, param, body }) {
      const { row } = find(swarm, param('id'));
      const { enabled, throttle, name, quarantine } = body;
      coordinator().dispatch({
        type: 'deviceSteered',
        device: row.number,
        ...(enabled !== undefined && { enabled }),
        ...(throttle !== undefined && { throttle }),
        ...(name !== undefined && { name }),
        ...(quarantine !== undefined && { quarantine }),
      });
      await coordinator().persist([
        note({ who, swarm, channel }, 'device-steered', row.name, describeChange(body)),
      ]);
      return show(swarm, param('id'));
    },
    async forgetDevice({ who, swarm, channel, param }) {
      const { row } = find(swarm, param('id'));
      coordinator().dispatch({ type: 'deviceForgotten', device: row.number });
      await coordinator().persist([note({ who, swarm, channel }, 'device-forgotten', row.name)]);
      return {};
    },
    async approveDevice({ who, swarm, channel, param }) {
      const { row } = find(swarm, param('id'));
      if (!row.approved) {
        coordinator().dispatch({ type: 'deviceSteered', device: row.number, approved: true });
        await coordinator().persist([note({ who, swarm, channel }, 'device-approved', row.name)]);
      }
      return show(swarm, param('id'));
    },
    async banDevice({ who, swarm, channel, param }) {
      const { row } = find(swarm, param('id'));
      const changes = access().bans.banning(row, who.name);
      coordinator().dispatch({ type: 'deviceForgotten', device: row.number, isBanned: true });
      await access().ledger.commit([...changes, note({ who, swarm, channel }, 'device-banned', row.name)]);
      return {};
    },
    bans: ({ swarm }) => access().bans.list(swarm),
    async liftBan({ who, swarm, channel, param }) {
      const { id, name } = access().bans.get(swarm, param('id'));
      await access().ledger.commit([
        { type: 'banRemoved', id },
        note({ who, swarm, channel }, 'ban-lifted', name),
      ]);
      return {};
    },
  };
}
