// Steering: the swarm as a whole, the ways in for devices, and further swarms.
import { randomBytes } from 'node:crypto';
import type { Access } from '../auth/access.ts';
import type { Principal } from '../auth/principal.ts';
import type { Coordinator } from '../coordinator.ts';
import type { PersonRow } from '../scheduler/people-rows.ts';
import type { SwarmNumber, SwarmRow } from '../scheduler/rows.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Address, SwarmInfo } from '../../shared/contract/http-api.ts';
import { makeId, type ServerId } from '../../shared/contract/ids.ts';
import type { Handlers } from './api.ts';
import { describeChange, type Note } from './note.ts';

export interface SwarmParts {
  coordinator: () => Coordinator;
  access(): Access;
  serverId: () => ServerId;
  addresses(): Address[];
  note: Note;
  personOf(who: Principal): Promise<PersonRow>;
}

type SwarmRoutes = 'swarm' | 'steerSwarm' | 'invites' | 'createInvite' | 'revokeInvite' | 'createSwarm';

/** A coordinator on a laptop serves people who know each other. */
const MOST_SWARMS = 100;

export const joinUrl = (addresses: readonly Address[], token: string) =>
  `${(addresses.find((a) => a.isDefault) ?? addresses[0])?.url ?? ''}/j#${token}`;

export function makeSwarmHandlers(parts: SwarmParts): Pick<Handlers, SwarmRoutes> {
  const { coordinator, access, note } = parts;

  function describeSwarm(swarm: SwarmNumber): SwarmInfo {
    const found = coordinator().scheduler.state.swarms.get(swarm);
    if (!found) throw new CoveyError('not-found', 'this swarm is gone');
    const { id, name, state, throttle, knocking } = found.row;
    return { id, serverId: parts.serverId(), name, state, throttle, knocking, addresses: parts.addresses() };
  }

  return {
    swarm: ({ swarm }) => describeSwarm(swarm),
    async steerSwarm({ who, swarm, channel, body }) {
      const { state, throttle, name, knocking } = body;
      coordinator().dispatch({
        type: 'swarmSteered',
        swarm,
        ...(state !== undefined && { state }),
        ...(throttle !== undefined && { throttle }),
        ...(name !== undefined && { name }),
        ...(knocking !== undefined && { knocking }),
      });
      const { name: target } = describeSwarm(swarm);
      await coordinator().persist([
        note({ who, swarm, channel }, 'swarm-steered', target, describeChange(body)),
      ]);
      return describeSwarm(swarm);
    },
    async createSwarm({ who, channel, body }) {
      if (who.via !== 'local' && !who.person?.administrator)
        throw new CoveyError('forbidden', 'only an administrator of this coordinator makes swarms', {
          hint: 'Ask whoever set this coordinator up.',
        });
      const person = await parts.personOf(who);
      const swarms = access().swarms();
      if (swarms.length >= MOST_SWARMS)
        throw new CoveyError('wrong-state', `this coordinator has ${MOST_SWARMS} swarms already`);
      const row: SwarmRow = {
        number: Math.max(0, ...swarms.map((each) => each.number)) + 1,
        id: makeId('swm', randomBytes(16)),
        name: body.name,
        state: 'running',
        throttle: 1,
        knocking: false,
      };
      coordinator().dispatch({ type: 'swarmAdded', row });
      await access().ledger.commit([
        // before the membership, which refers to it
        { type: 'swarmChanged', row },
        ...access().members.joining(person.id, row.number, 'owner'),
        note({ who, swarm: row.number, channel }, 'swarm-made', row.name),
      ]);
      return { swarmId: row.id, name: row.name, role: 'owner' as const };
    },
    invites: ({ swarm }) => access().invites.list(swarm),
    async createInvite({ who, swarm, channel, body }) {
      const { view, code, token, changes } = access().invites.prepare({ swarm, ...body });
      const detail = describeChange(body);
      await access().ledger.commit([
        ...changes,
        note({ who, swarm, channel }, 'invite-made', view.id, detail),
      ]);
      return { ...view, code, token, joinUrl: joinUrl(parts.addresses(), token) };
    },
    async revokeInvite({ who, swarm, channel, param }) {
      const changes = access().invites.revoking(swarm, param('id'));
      await access().ledger.commit([
        ...changes,
        note({ who, swarm, channel }, 'invite-revoked', param('id')),
      ]);
      return {};
    },
  };
}
