// The limits beyond throttle and threads in one line, for when their panel is closed. Pure.
import { capital, within } from '#lib/words/sentence.ts';
import type { DeviceKind } from '#shared/contract/device.ts';
import type { Policy } from '#shared/governor/policy.ts';
import { windowText } from './hours-words.ts';
import { unmeteredLabel } from './limit-notes.ts';

export function limitsSummary(policy: Policy, kind: DeviceKind): string {
  const [first, ...more] = policy.hours;
  const parts = [
    policy.onlyCharging && 'only while charging',
    policy.batteryFloor > 0 && `battery above ${policy.batteryFloor} %`,
    policy.onlyUnmetered && within(unmeteredLabel(kind)),
    policy.onlyIdle && 'only while idle',
    policy.giveWay && 'gives way to other programs',
    policy.whenHidden === 'pause' && 'rests in the background',
    first && (more.length === 0 ? windowText(first) : `in ${more.length + 1} windows of hours`),
    policy.targetC !== null && `at most ${policy.targetC} °C`,
  ].filter((part) => typeof part === 'string');
  if (parts.length === 0) return 'No further limits.';
  const line = parts.join(' · ');
  return capital(line);
}
