// How hard a device may work now, and the one reason why not harder. The person's own wishes come first, then the
// owner's; the lower throttle counts. Pure.
import type { DutyReason } from '../../contract/device.ts';
import type { Steering } from '../../contract/device-messages.ts';
import type { PersonSettings } from '../contribution-view.ts';
import type { Reading } from '../ports.ts';

export interface DutyInputs {
  settings: PersonSettings;
  /** null before the first welcome. */
  steering: Steering | null;
  reading: Reading;
  connection: 'starting' | 'connected' | 'offline' | 'refused';
  /** Whether there is a chunk to compute. */
  hasWork: boolean;
}

export interface Duty {
  /** 0 to 1. */
  duty: number;
  reason: DutyReason;
}

/** Reasons that end running chunks as well: their results would not be wanted, the person wants quiet for good, or the system is about to put the
 *  page to sleep, perhaps for ever: what goes back now is nobody's loss. */
export const ENDING_REASONS: ReadonlySet<DutyReason> = new Set([
  'stopped-by-person',
  'disabled-by-owner',
  'swarm-stopped',
  'quarantined',
  'waiting-for-approval',
  'hidden',
]);

export function decideDuty({ settings, steering, reading, connection, hasWork }: DutyInputs): Duty {
  const held = findHold(settings, steering, reading);
  if (held) return { duty: 0, reason: held };
  const persons = settings.throttle / 100;
  const owners = steering?.throttle ?? 1;
  const duty = Math.min(persons, owners, 1);
  if (!hasWork) return { duty, reason: idleReason(connection) };
  if (duty >= 1) return { duty: 1, reason: 'working' };
  return { duty, reason: persons <= owners ? 'throttled-by-person' : 'throttled-by-owner' };
}

function findHold(settings: PersonSettings, steering: Steering | null, reading: Reading): DutyReason | null {
  if (settings.state === 'stopped') return 'stopped-by-person';
  if (settings.state === 'paused') return 'paused-by-person';
  if (reading.hidden && settings.whenHidden === 'pause') return 'hidden';
  if (settings.throttle <= 0) return 'throttled-by-person';
  if (!steering) return null;
  if (!steering.approved) return 'waiting-for-approval';
  if (steering.quarantine !== null) return 'quarantined';
  if (!steering.enabled) return 'disabled-by-owner';
  if (steering.swarm === 'stopped') return 'swarm-stopped';
  if (steering.swarm === 'paused') return 'swarm-paused';
  if (steering.throttle <= 0) return 'paused-by-owner';
  return null;
}

function idleReason(connection: DutyInputs['connection']): DutyReason {
  if (connection === 'starting') return 'starting';
  return connection === 'connected' ? 'no-work' : 'offline';
}
