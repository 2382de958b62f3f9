// What a device is doing, in words and in a tone: one sentence per reason, said to its own person or to the owner.
import { t } from '#lib/messages/t.ts';
import type { DeviceKind } from '#shared/contract/device.ts';
import type { DutyReason } from '#shared/contract/duty-reason.ts';

/** `active` works, `calm` could and has nothing to do, `held` was told not to, `away` is not there, `trouble` needs somebody. */
export type Tone = 'active' | 'calm' | 'held' | 'away' | 'trouble';

interface StateWords {
  tone: Tone;
  /** Two words at most, for a chip. */
  label: string;
  /** To the person who holds the device. Left out where the device itself says it, with its figure. */
  toPerson?: string;
}

export const stateWords: Readonly<Record<DutyReason, StateWords>> = {
  working: { tone: 'active', label: 'Working', toPerson: 'This device is computing.' },
  'throttled-by-person': {
    tone: 'active',
    label: 'Throttled',
    toPerson: 'Computing below full power, as you set it.',
  },
  'throttled-by-owner': {
    tone: 'active',
    label: 'Throttled',
    toPerson: 'Computing below full power, as the owner set it.',
  },
  'no-work': {
    tone: 'calm',
    label: 'Ready',
    toPerson: 'There is no work right now. It starts by itself when some arrives.',
  },
  starting: {
    tone: 'calm',
    label: 'Starting',
    toPerson: 'Connecting and measuring what this device can do.',
  },
  'paused-by-person': { tone: 'held', label: 'Paused', toPerson: 'You paused it. Work in hand waits here.' },
  'stopped-by-person': {
    tone: 'held',
    label: 'Stopped',
    toPerson: 'You stopped it. Its work went back to the others.',
  },
  'paused-by-owner': { tone: 'held', label: 'Paused', toPerson: 'The owner set this device to 0 %.' },
  'disabled-by-owner': {
    tone: 'held',
    label: 'Switched off',
    toPerson: 'The owner switched this device off for now.',
  },
  'swarm-paused': { tone: 'held', label: 'Swarm paused', toPerson: 'The owner paused the whole swarm.' },
  'swarm-stopped': { tone: 'held', label: 'Swarm stopped', toPerson: 'The owner stopped the whole swarm.' },
  hidden: {
    tone: 'held',
    label: 'In background',
    toPerson: 'The page is in the background, where phones do not compute. Open it to go on.',
  },
  offline: {
    tone: 'away',
    label: 'Offline',
    toPerson: 'The coordinator cannot be reached. Finished work is kept and delivered later.',
  },
  'resting-after-errors': {
    tone: 'trouble',
    label: 'Resting',
    toPerson: 'Several pieces of work failed here in a row. It rests and tries again.',
  },
  'waiting-for-approval': {
    tone: 'calm',
    label: 'At the door',
    toPerson: 'The owner sees this device and lets it in. Compare the four words with those on their screen.',
  },
  quarantined: {
    tone: 'trouble',
    label: 'Quarantined',
    toPerson: 'A result from this device was wrong, so it gets no work until the owner looks at it.',
  },
  frozen: { tone: 'held', label: 'Asleep' },
  'on-battery': { tone: 'held', label: 'On battery' },
  'battery-low': { tone: 'held', label: 'Battery low' },
  'battery-falling': { tone: 'held', label: 'Weak charger' },
  'battery-unknown': { tone: 'held', label: 'Battery unknown' },
  'too-hot': { tone: 'held', label: 'Too hot' },
  'heat-unknown': { tone: 'held', label: 'Heat unknown' },
  'metered-network': { tone: 'held', label: 'Metered network' },
  'network-unknown': { tone: 'held', label: 'Network unknown' },
  'person-active': { tone: 'held', label: 'In use' },
  'idle-unknown': { tone: 'held', label: 'Use unknown' },
  'others-busy': { tone: 'held', label: 'Others busy' },
  'outside-hours': { tone: 'held', label: 'Outside hours' },
  'program-running': { tone: 'held', label: 'Program runs' },
  'programs-unknown': { tone: 'held', label: 'Programs unknown' },
  'about-to-resume': { tone: 'held', label: 'Resuming' },
  'slowed-by-heat': { tone: 'active', label: 'Kept cool' },
  careful: { tone: 'active', label: 'Careful' },
};

/** What a device in full and a line of the picture both say. */
interface Told {
  connected: boolean;
  enabled: boolean;
  reason: DutyReason;
  quarantine?: string | null;
  quarantined?: boolean;
}
const isQuarantined = (device: Told) => device.quarantined ?? (device.quarantine ?? null) !== null;

/** A device in a list is first of all there or not. */
export function deviceTone(device: Told): Tone {
  if (isQuarantined(device)) return 'trouble';
  if (!device.connected) return 'away';
  if (!device.enabled) return 'held';
  return stateWords[device.reason].tone;
}

export function deviceLabel(device: Told): string {
  if (isQuarantined(device)) return stateWords.quarantined.label;
  if (!device.connected) return stateWords.offline.label;
  if (!device.enabled) return stateWords['disabled-by-owner'].label;
  return stateWords[device.reason].label;
}

/** Within a sentence: “this phone”. */
export const kindNouns: Readonly<Record<DeviceKind, string>> = {
  phone: t`phone`,
  tablet: t`tablet`,
  laptop: t`laptop`,
  desktop: t`desktop`,
  server: t`server`,
};

export const kindWords: Readonly<Record<DeviceKind, string>> = {
  phone: 'Phone',
  tablet: 'Tablet',
  laptop: 'Laptop',
  desktop: 'Desktop',
  server: 'Server',
};
