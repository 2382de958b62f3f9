// How the device is, in words, from its readings: battery, load, heat, memory, and how far away the coordinator is. What a browser does
// not show is said as such and never guessed. Pure.
import type { Capabilities } from '#shared/contract/device.ts';
import type { Readings } from '#shared/governor/readings.ts';
import type { IconName } from '#lib/ui/icons.ts';

export interface HealthRow {
  name: string;
  icon: IconName;
  value: string;
  note?: string;
  /** `unseen`: the browser does not tell. */
  tone: 'fine' | 'watch' | 'unseen';
}

export interface HealthInputs {
  readings: Readings;
  capabilities: Pick<Capabilities, 'kind' | 'memoryGiB'>;
  /** Undefined before the first answer, null when there was none. */
  latencyMs: number | null | undefined;
  isSecure: boolean;
}

const unseen = (isSecure: boolean) =>
  isSecure ? 'This browser does not show it.' : 'Not shown over plain http; over https it may be.';

export const healthRows = (inputs: HealthInputs): HealthRow[] => [
  battery(inputs),
  load(inputs),
  heat(inputs),
  memory(inputs),
  distance(inputs),
];

function battery({ readings, isSecure }: HealthInputs): HealthRow {
  const { battery: level, charging } = readings;
  const row = { name: 'Battery', icon: 'battery' } as const;
  if (level === undefined && charging === undefined)
    return { ...row, value: 'Unknown', note: unseen(isSecure), tone: 'unseen' };
  const parts = [
    level === undefined ? undefined : `${Math.round(level)} %`,
    charging === undefined ? undefined : charging ? 'has power' : 'on battery',
  ].filter((part) => part !== undefined);
  const isLow = charging === false && level !== undefined && level < 30;
  return { ...row, value: parts.join(', '), tone: isLow ? 'watch' : 'fine' };
}

const loads = {
  nominal: { value: 'Calm', tone: 'fine' },
  fair: { value: 'Somewhat busy', tone: 'fine' },
  serious: { value: 'Busy', tone: 'watch' },
  critical: { value: 'Very busy', tone: 'watch' },
} as const;

function load({ readings, isSecure }: HealthInputs): HealthRow {
  const row = { name: 'Processor', icon: 'chip' } as const;
  if (readings.pressure === undefined)
    return { ...row, value: 'Unknown', note: unseen(isSecure), tone: 'unseen' };
  return { ...row, ...loads[readings.pressure], note: 'Covey’s own work counts as well.' };
}

/** What counts as slowed down; the governor backs off below 0.9. */
const SLOWER = 0.95;
const SLOW = 0.9;

function heat({ readings: { temperature, slowdown } }: HealthInputs): HealthRow {
  const row = { name: 'Heat', icon: 'heat' } as const;
  if (temperature !== undefined) return { ...row, value: `${Math.round(temperature)} °C`, tone: 'fine' };
  const note = 'No browser shows a temperature. This is told from how long the work takes.';
  if (slowdown === undefined) return { ...row, value: 'Not known yet', note, tone: 'unseen' };
  const share = `${Math.round(slowdown * 100)} % of its best speed`;
  if (slowdown >= SLOWER) return { ...row, value: 'Cool: as fast as ever', note, tone: 'fine' };
  if (slowdown >= SLOW) return { ...row, value: `Warm perhaps: ${share}`, note, tone: 'fine' };
  return { ...row, value: `Probably warm: ${share}`, note, tone: 'watch' };
}

/** Browsers name no more, so that devices cannot be told apart by it. */
const MOST_TOLD_GIB = 8;

function memory({ capabilities: { memoryGiB }, isSecure }: HealthInputs): HealthRow {
  const row = { name: 'Memory', icon: 'server' } as const;
  if (memoryGiB === null) return { ...row, value: 'Unknown', note: unseen(isSecure), tone: 'unseen' };
  return memoryGiB >= MOST_TOLD_GIB
    ? { ...row, value: `${memoryGiB} GB or more`, tone: 'fine' }
    : { ...row, value: `About ${memoryGiB} GB`, tone: 'fine' };
}

const FAR_MS = 250;

function distance({ latencyMs }: HealthInputs): HealthRow {
  const row = { name: 'Coordinator', icon: 'link' } as const;
  if (latencyMs === undefined) return { ...row, value: 'Asking…', tone: 'fine' };
  if (latencyMs === null)
    return { ...row, value: 'No answer', note: 'Finished work is kept and delivered later.', tone: 'watch' };
  const value = latencyMs < 1 ? 'Answers in less than 1 ms' : `Answers in ${Math.round(latencyMs)} ms`;
  return { ...row, value, tone: latencyMs > FAR_MS ? 'watch' : 'fine' };
}
