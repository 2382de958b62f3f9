// Figures of devices laid over what is known of them: of devices in full, and of the lines of the outline. Pure; who did not change stays the
// very same object, so that its tile need not be drawn again.
import { type DeviceFigures, readFigures } from '#shared/contract/device-figures.ts';
import { DUTY_REASONS, type DutyReason } from '#shared/contract/duty-reason.ts';
import type { DeviceLine, WatchedDevice } from '#shared/contract/viewer-messages.ts';

/** A line of the outline and its figures: what a small tile shows. */
export interface OutlinedDevice extends DeviceLine {
  connected: boolean;
  enabled: boolean;
  quarantined: boolean;
  reason: DutyReason;
  sentence: string;
  job: string;
  duty: number;
  leased: number;
  rate: number;
  chunksDone: number;
}

export const outlined = (line: DeviceLine): OutlinedDevice => ({
  ...line,
  connected: false,
  enabled: true,
  quarantined: false,
  reason: 'offline',
  sentence: '',
  job: '',
  duty: 0,
  leased: 0,
  rate: 0,
  chunksDone: 0,
});

type Figured = Pick<
  OutlinedDevice,
  'connected' | 'enabled' | 'reason' | 'sentence' | 'job' | 'duty' | 'leased' | 'rate' | 'chunksDone'
>;

function newsOf(figures: DeviceFigures, texts: readonly string[]): Partial<Figured> {
  const news: Partial<Figured> = {};
  for (const key of ['rate', 'leased', 'duty', 'chunksDone'] as const)
    if (figures[key] !== undefined) news[key] = figures[key];
  for (const key of ['job', 'sentence'] as const)
    if (figures[key] !== undefined) news[key] = texts[figures[key]] ?? '';
  if (figures.state) {
    news.connected = figures.state.connected;
    news.enabled = figures.state.enabled;
    // a reason that a newer coordinator knows
    const said = texts[figures.state.reason];
    news.reason = DUTY_REASONS.find((reason) => reason === said) ?? (news.connected ? 'working' : 'offline');
  }
  return news;
}

function lay<T extends { number: number }>(
  list: readonly T[],
  figures: readonly DeviceFigures[],
  change: (item: T, news: DeviceFigures) => T,
): T[] {
  const byNumber = new Map(figures.map((each) => [each.number, each]));
  return list.map((item) => {
    const news = byNumber.get(item.number);
    return news ? change(item, news) : item;
  });
}

/** Bytes that cannot be read change nothing. */
export function figureDevices(
  devices: readonly WatchedDevice[],
  bytes: Uint8Array,
  texts: readonly string[],
  now: number,
): WatchedDevice[] {
  return lay(devices, readFigures(bytes) ?? [], (device, figures) => ({
    ...device,
    ...newsOf(figures, texts),
    threads: figures.threads ?? device.threads,
    cpuSeconds: figures.cpuSeconds ?? device.cpuSeconds,
    lastSeenAt: figures.lastSeenAt === undefined ? device.lastSeenAt : figures.lastSeenAt || now,
  }));
}

export function figureOutline(
  outline: readonly OutlinedDevice[],
  bytes: Uint8Array,
  texts: readonly string[],
): OutlinedDevice[] {
  return lay(outline, readFigures(bytes) ?? [], (line, figures) => ({
    ...line,
    ...newsOf(figures, texts),
    quarantined: figures.state?.quarantined ?? line.quarantined,
  }));
}
