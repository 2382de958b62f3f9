// Who belongs to a swarm, and what its owner wishes of them: devices join, wait, are approved, steered, moved, handed over and forgotten.
// Whoever changes places or is forgotten takes nothing along: what it held is free at once [A10][A11].
import { GRACE_MS } from '../../shared/contract/device-messages.ts';
import { askForWork } from './demand.ts';
import type { SwarmEvent } from './events.ts';
import { releaseDevice } from './lease.ts';
import { goAway, makeDevice } from './on-device.ts';
import { recount } from './power.ts';
import type { DeviceRow } from './rows.ts';
import { steer } from './steering.ts';
import { type Device, type Turn, utcNow } from './swarm-state.ts';
import { addTimer } from './timers.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

export function onDeviceJoined(turn: Turn, { row }: Of<'deviceJoined'>): void {
  const swarm = turn.state.swarms.get(row.swarm);
  if (!swarm || turn.state.devices.has(row.number)) return;
  const device = makeDevice({ ...row }, swarm, turn.now);
  turn.state.devices.set(row.number, device);
  swarm.devices.add(device);
  turn.state.tick.devicesAdded.add(device);
  noteJoined(turn, row);
}

function noteJoined(turn: Turn, row: DeviceRow): void {
  turn.effects.push({
    when: 'afterCommit',
    type: 'note',
    swarm: row.swarm,
    tone: row.approved ? 'good' : 'info',
    text: row.approved ? `${row.name} joined.` : `${row.name} waits for approval.`,
  });
}

export function onDeviceSteered(turn: Turn, event: Of<'deviceSteered'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device) return;
  const { row } = device;
  if (event.enabled !== undefined) row.enabled = event.enabled;
  if (event.throttle !== undefined) row.throttle = event.throttle;
  if (event.name !== undefined) row.name = event.name;
  if (event.quarantine === false) {
    row.quarantine = null;
    row.proven = 0;
  }
  if (event.approved && !row.approved) {
    row.approved = true;
    noteJoined(turn, row);
  }
  turn.state.tick.devices.add(device);
  recount(device);
  steer(turn, device);
  // It hands its work back by itself; this is for the case that it does not.
  if (!row.enabled) addTimer(turn.state.timers, { at: turn.now + GRACE_MS, kind: 'reclaim', of: row.number });
  askForWork(turn, device);
}

export function onDeviceForgotten(turn: Turn, event: Of<'deviceForgotten'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device) return;
  const { state } = turn;
  device.connected = false;
  releaseDevice(turn, device);
  recount(device);
  device.swarm.wanting.delete(device);
  device.swarm.devices.delete(device);
  state.devices.delete(event.device);
  state.tick.devices.delete(device);
  if (!state.tick.devicesAdded.delete(device)) state.tick.devicesRemoved.add(event.device);
  const reason = event.isBanned ? 'banned' : 'forgotten';
  turn.effects.push({ when: 'now', type: 'closeDevice', device: event.device, reason });
}

/** It works for another swarm from now on. Only what it proved itself to be goes along: how fast it is, and a quarantine. */
export function onDeviceMoved(turn: Turn, event: Of<'deviceMoved'>): void {
  const { state } = turn;
  const device = state.devices.get(event.device);
  const swarm = state.swarms.get(event.swarm);
  if (!device || !swarm || device.swarm === swarm) return;
  const { row, connected } = device;
  dropAll(turn, device);
  device.connected = false;
  recount(device);
  device.swarm.wanting.delete(device);
  device.swarm.devices.delete(device);
  device.swarm = swarm;
  swarm.devices.add(device);
  Object.assign(row, {
    swarm: swarm.row.number,
    approved: event.approved,
    enabled: true,
    throttle: 1,
    proven: 0,
  });
  device.connected = connected;
  recount(device);
  state.tick.devices.add(device);
  noteJoined(turn, row);
  steer(turn, device);
  askForWork(turn, device);
}

/** What the device holds is free at once, and it is told so. Whatever it was running when it vanished is nobody's fault. */
function dropAll(turn: Turn, device: Device): void {
  device.suspects = [];
  device.vanishedAt = -1;
  if (device.connected)
    for (const { row } of new Set([...device.leases.values()].map((lease) => lease.job)))
      turn.effects.push({
        when: 'now',
        type: 'sendDrop',
        device: device.row.number,
        job: row.number,
        generation: row.generation,
      });
  releaseDevice(turn, device);
}

/** The origin that had the old key is done; the new one connects as the same device and holds nothing. */
export function onDeviceRekeyed(turn: Turn, event: Of<'deviceRekeyed'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device) return;
  const { connected } = device;
  device.suspects = [];
  device.vanishedAt = -1;
  goAway(turn, device, connected ? utcNow(turn) : device.row.lastSeenAt);
  releaseDevice(turn, device);
  device.row.publicKey = event.publicKey;
  device.row.algorithm = event.algorithm;
  // Not before the new key is on disk: until then the old origin is the only one that can come back.
  if (connected)
    turn.effects.push({ when: 'afterCommit', type: 'closeDevice', device: event.device, reason: 'replaced' });
}
