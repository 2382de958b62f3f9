// Devices come, speak, go silent and go away. Every message of a device renews its leases; what a device says it holds, or
// hands back, is believed; what it does not name after a reconnect is free again.
import type { Holding } from '../../shared/contract/chunk.ts';
import type { DeviceStatus } from '../../shared/contract/device.ts';
import { letGo } from './chunk.ts';
import { askForWork, restFor } from './demand.ts';
import { settle } from './ending.ts';
import type { SwarmEvent } from './events.ts';
import { adoptLease, blameCrash, endLease, lapse, releaseDevice, runningChunks } from './lease.ts';
import { makeMeter } from './meter.ts';
import { recount } from './power.ts';
import type { DeviceRow } from './rows.ts';
import { steer } from './steering.ts';
import { type Device, type Swarm, type Turn, mayComputeFor, utcNow } from './swarm-state.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

/** A device that handed work back gets none for this long: it may only be about to say why. */
const PAUSE_AFTER_RETURN_MS = 1_000;
/** A device that says it holds nothing never got leases older than this [L9]. */
const PHANTOM_MS = 5_000;

export function makeDevice(row: DeviceRow, swarm: Swarm, now: number): Device {
  return {
    row,
    swarm,
    connected: false,
    status: { duty: 0, reason: 'offline', threads: 0, holding: 0, unacknowledged: 0 },
    heardAt: now,
    silent: false,
    leases: new Map(),
    rates: new Map(),
    weight: 0,
    errorsInRow: 0,
    rests: 0,
    restUntil: 0,
    resting: false,
    vanishedAt: -1,
    suspects: [],
    watched: false,
    meter: makeMeter(now),
  };
}

/** Any word of a device renews its leases and ends its silence. */
export function hear(turn: Turn, device: Device): void {
  device.heardAt = turn.now;
  device.row.lastSeenAt = utcNow(turn);
  if (!device.silent) return;
  device.silent = false;
  device.suspects = [];
  recount(device);
}

export function onDeviceConnected(turn: Turn, event: Of<'deviceConnected'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device) return;
  const { row } = device;
  // Process gone or connection gone: what it was running when last heard of is to blame only if it came back without it.
  const suspects = device.vanishedAt >= 0 || device.silent ? device.suspects : [];
  device.connected = true;
  device.vanishedAt = -1;
  device.silent = false;
  device.heardAt = turn.now;
  device.status = event.status;
  row.lastSeenAt = event.at;
  if (JSON.stringify(row.capabilities) !== JSON.stringify(event.capabilities)) {
    row.capabilities = event.capabilities;
    turn.state.tick.devices.add(device);
  }
  recount(device);
  releaseDevice(turn, device);
  for (const held of event.holding) adopt(turn, device, held);
  device.suspects = suspects;
  const named = (job: number, index: number) =>
    event.holding.some((held) => held.job === job && index >= held.first && index < held.first + held.count);
  for (const job of blameCrash(turn, device, (job, index) => named(job.row.number, index))) settle(turn, job);
  askForWork(turn, device);
}

function adopt(turn: Turn, device: Device, held: Holding): void {
  const job = turn.state.jobs.get(held.job);
  if (job && mayComputeFor(device, job, held.generation))
    return adoptLease(turn, device, job, held.leaseId, held.first, held.count);
  turn.effects.push({
    when: 'now',
    type: 'sendDrop',
    device: device.row.number,
    job: held.job,
    generation: held.generation,
  });
}

/** It said that its page is out of sight: what the system then puts to sleep, or ends, is no crash [L6]. */
const ASLEEP: ReadonlySet<Device['status']['reason']> = new Set(['hidden', 'frozen']);

export function onDeviceVanished(turn: Turn, event: Of<'deviceVanished'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device?.connected) return;
  // Leases that ran out in silence have left their suspects behind.
  if (ASLEEP.has(device.status.reason)) device.suspects = [];
  else if (!device.silent)
    device.suspects = runningChunks(device).map(({ lease, index }) => ({ job: lease.job.row.number, index }));
  goAway(turn, device, event.at);
  device.vanishedAt = turn.now;
  lapse(turn, device);
  // Whoever is idle need not wait for the next look around.
  device.swarm.balanceAt = turn.now;
}

export function onDeviceLeft(turn: Turn, event: Of<'deviceLeft'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device) return;
  device.suspects = [];
  device.vanishedAt = -1;
  goAway(turn, device, event.at);
  releaseDevice(turn, device);
}

export function goAway(turn: Turn, device: Device, at: number): void {
  device.connected = false;
  device.silent = false;
  device.row.lastSeenAt = at;
  turn.state.tick.devices.add(device);
  device.swarm.wanting.delete(device);
  recount(device);
}

export function onDeviceReported(turn: Turn, event: Of<'deviceReported'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device) return;
  const { status } = event;
  const changed =
    status.duty !== device.status.duty ||
    status.threads !== device.status.threads ||
    status.reason !== device.status.reason;
  device.status = status;
  if (changed) recount(device);
  if (misunderstands(device, status)) steer(turn, device);
  if (status.holding === 0)
    for (const lease of device.leases.values())
      if (turn.now - Math.max(lease.grantedAt, lease.progressAt) > PHANTOM_MS) {
        letGo(turn, lease, lease.first, lease.end);
        endLease(turn, lease);
      }
  askForWork(turn, device);
}

/** It rests for a reason of the owner's that no longer holds: it has missed something it was told [A7]. */
function misunderstands({ row, swarm }: Device, { duty, reason }: DeviceStatus): boolean {
  if (duty > 0) return false;
  if (reason === 'swarm-paused') return swarm.row.state !== 'paused';
  if (reason === 'swarm-stopped') return swarm.row.state !== 'stopped';
  if (reason === 'disabled-by-owner') return row.enabled;
  if (reason === 'waiting-for-approval') return row.approved;
  return reason === 'quarantined' && row.quarantine === null;
}

export function onChunksReturned(turn: Turn, event: Of<'chunksReturned'>): void {
  const device = turn.state.devices.get(event.device);
  if (!device) return;
  restFor(turn, device, PAUSE_AFTER_RETURN_MS);
  giveBack(turn, device, event.leaseId, event.job, event.ranges);
}

export function onTakeBackAnswered(turn: Turn, event: Of<'takeBackAnswered'>): void {
  const device = turn.state.devices.get(event.device);
  const lease = device?.leases.get(event.leaseId);
  if (!device || !lease) return;
  lease.asked = false;
  giveBack(turn, device, event.leaseId, event.job, event.released);
  askForWork(turn, device);
}

function giveBack(
  turn: Turn,
  device: Device,
  leaseId: number,
  job: number,
  ranges: readonly { first: number; count: number }[],
): void {
  const lease = device.leases.get(leaseId);
  if (!lease || lease.job.row.number !== job) return;
  for (const { first, count } of ranges) letGo(turn, lease, first, first + count);
  if (lease.left === 0) endLease(turn, lease);
}
