// Swarms are made and steered. Each has its own devices, jobs and queue; nothing here ever hands work across.
import { GRACE_MS } from '../../shared/contract/device-messages.ts';
import { askForWork } from './demand.ts';
import type { SwarmEvent } from './events.ts';
import { makeJobQueue } from './job-queue.ts';
import { makeMeter } from './meter.ts';
import { recount } from './power.ts';
import type { SwarmRow } from './rows.ts';
import { steer } from './steering.ts';
import type { Swarm, Turn } from './swarm-state.ts';
import { addTimer } from './timers.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

export const makeSwarm = (row: SwarmRow, now: number): Swarm => ({
  row,
  devices: new Set(),
  queue: makeJobQueue(),
  wanting: new Set(),
  weight: 0,
  weighed: 0,
  kernels: new Map(),
  balanceAt: 0,
  balancePause: 0,
  balanceTimed: false,
  meter: makeMeter(now),
});

export function onSwarmAdded({ state, now }: Turn, { row }: Of<'swarmAdded'>): void {
  if (state.swarms.has(row.number)) return;
  const swarm = makeSwarm({ ...row }, now);
  state.swarms.set(row.number, swarm);
  state.tick.swarms.add(swarm);
}

export function onSwarmSteered(turn: Turn, event: Of<'swarmSteered'>): void {
  const swarm = turn.state.swarms.get(event.swarm);
  if (!swarm) return;
  if (event.state !== undefined) swarm.row.state = event.state;
  if (event.throttle !== undefined) swarm.row.throttle = event.throttle;
  if (event.name !== undefined) swarm.row.name = event.name;
  if (event.knocking !== undefined) swarm.row.knocking = event.knocking;
  turn.state.tick.swarms.add(swarm);
  const stopped = swarm.row.state === 'stopped';
  for (const device of swarm.devices) {
    recount(device);
    steer(turn, device);
    // Stopped devices hand everything back; those that do not are not waited for.
    if (stopped && device.connected)
      addTimer(turn.state.timers, { at: turn.now + GRACE_MS, kind: 'reclaim', of: device.row.number });
    askForWork(turn, device);
  }
}
