// What a person at the device reads for each reason. One sentence, no blame, and where something can be done, what.
import type { DutyReason } from '../contract/device.ts';

export const reasonSentences: Readonly<Record<DutyReason, string>> = {
  working: 'Computing.',
  'paused-by-person': 'You paused it on this device.',
  'stopped-by-person': 'You stopped it on this device.',
  'paused-by-owner': 'The owner set this device’s share to 0 %.',
  'disabled-by-owner': 'The owner switched this device off.',
  'swarm-paused': 'The owner paused the swarm.',
  'swarm-stopped': 'The owner stopped the swarm.',
  'throttled-by-person': 'Computing no harder than you allow.',
  'throttled-by-owner': 'Computing no harder than the owner allows.',
  'no-work': 'Ready; there is nothing to compute now.',
  offline: 'Not connected to the coordinator; trying again.',
  hidden: 'Paused while this page is not visible.',
  starting: 'Connecting to the coordinator.',
  'resting-after-errors': 'Resting after several errors in a row.',
  'waiting-for-approval': 'Waiting until the owner of the swarm lets this device in.',
  quarantined: 'Set aside: results of this device did not pass the check.',
};
