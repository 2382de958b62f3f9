// Why a device does not work as hard as it could: one reason, with its figure, and what only its own person is told.
import type { DutyReason } from '../contract/duty-reason.ts';

export interface Why {
  reason: DutyReason;
  /** In the reason's own unit (contract/duty-reason.ts): percent, °C, the minute of the day, seconds. */
  figure?: number;
  /** The name of a program. Stays on the device. */
  detail?: string;
}

/** Reasons that end running chunks as well: their results would not be wanted, or the person wants quiet for good. */
export const ENDING_REASONS: ReadonlySet<DutyReason> = new Set<DutyReason>([
  'stopped-by-person',
  'disabled-by-owner',
  'swarm-stopped',
  'quarantined',
  'waiting-for-approval',
  // the system may hold the page still, or end it, at any moment: others can have the work now
  'hidden',
  'frozen',
]);

/** Reasons why a limit of the person's rests the device because it cannot tell what the limit needs. */
export const UNKNOWN_REASONS: ReadonlySet<DutyReason> = new Set<DutyReason>([
  'battery-unknown',
  'network-unknown',
  'idle-unknown',
  'programs-unknown',
  'heat-unknown',
]);
