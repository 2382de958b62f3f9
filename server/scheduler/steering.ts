// What a device is told of its owner's wishes, and why it does not work as hard as it could, for screens.
import type { DutyReason } from '../../shared/contract/duty-reason.ts';
import type { Steering } from '../../shared/contract/device-messages.ts';
import type { Device, Turn } from './swarm-state.ts';

/** The effective throttle is the swarm's times the device's [A7]. */
export const steeringOf = ({ row, swarm }: Device): Steering => ({
  enabled: row.enabled,
  approved: row.approved,
  throttle: row.throttle * swarm.row.throttle,
  swarm: swarm.row.state,
  quarantine: row.quarantine,
});

export function steer(turn: Turn, device: Device): void {
  if (device.connected)
    turn.effects.push({
      when: 'now',
      type: 'sendSteering',
      device: device.row.number,
      steering: steeringOf(device),
    });
}

/** The one reason that stands first; what the device itself reports unless the coordinator knows better. */
export function reasonOf(device: Device): DutyReason {
  const { row, swarm, status } = device;
  if (!device.connected || device.silent) return 'offline';
  if (!row.approved) return 'waiting-for-approval';
  if (row.quarantine !== null) return 'quarantined';
  if (!row.enabled) return 'disabled-by-owner';
  if (swarm.row.state !== 'running') return swarm.row.state === 'paused' ? 'swarm-paused' : 'swarm-stopped';
  if (device.resting) return 'resting-after-errors';
  return status.reason;
}
