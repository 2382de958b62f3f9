// The tray's menu as data: what can be chosen now, and what each choice means. Pure; show-tray.ts makes Electron's menu of it.
import { readPolicy } from '../../../shared/governor/policy.ts';
import type { Kept, Live } from '../app-state.ts';
import type { Screen } from '../windows/open-windows.ts';
import { judgeTray, sayTime } from './judge-tray.ts';

export type Wish =
  | { type: 'start' }
  | { type: 'pause'; for: 'quarter' | 'hour' | 'tomorrow' | 'ever' }
  | { type: 'throttle'; percent: number }
  | { type: 'onlyOnMains'; isOn: boolean }
  | { type: 'openDashboard' }
  | { type: 'open'; screen: Screen }
  | { type: 'startSwarm' }
  | { type: 'stopSwarm' }
  | { type: 'restartToUpdate' }
  | { type: 'quit' };

export type MenuEntry =
  | 'line'
  | {
      label: string;
      /** Left out: it cannot be chosen. */
      wish?: Wish;
      isChecked?: boolean;
      look?: 'checkbox' | 'radio';
      entries?: MenuEntry[];
    };

const THROTTLES = [100, 75, 50, 25, 10] as const;

export function listEntries(
  live: Live,
  kept: Pick<Kept, 'pausedUntil' | 'coordinator'>,
  now: Date,
): MenuEntry[] {
  const { report, swarm, update } = live;
  const isIn = report.phase === 'contributing';
  const face = judgeTray(live, kept, now);
  return [
    { label: face.sentence },
    ...(isIn && report.jobName !== '' ? [{ label: `Job: ${report.jobName}` }] : []),
    'line',
    ...(isIn ? steering(report.settings, kept.pausedUntil, now) : []),
    ...(kept.coordinator || swarm.state === 'running'
      ? [{ label: 'Open dashboard', wish: { type: 'openDashboard' } as const }]
      : []),
    ...(isIn ? [{ label: 'This device…', wish: { type: 'open', screen: 'device' } as const }] : []),
    { label: isIn ? 'Join another swarm…' : 'Join a swarm…', wish: { type: 'open', screen: 'join' } },
    swarmEntry(live),
    'line',
    ...(update.state === 'ready'
      ? [{ label: `Restart to update to ${update.version}`, wish: { type: 'restartToUpdate' } as const }]
      : []),
    { label: 'Settings…', wish: { type: 'open', screen: 'settings' } },
    { label: 'Diagnostics…', wish: { type: 'open', screen: 'diagnostics' } },
    'line',
    { label: 'Quit Covey', wish: { type: 'quit' } },
  ];
}

function steering(settings: Record<string, unknown>, pausedUntil: number | null, now: Date): MenuEntry[] {
  const policy = readPolicy(settings) ?? {};
  const isRunning = settings['state'] === 'running';
  const { throttle = 100, onlyCharging = false } = policy;
  return [
    isRunning
      ? {
          label: 'Pause',
          entries: [
            { label: 'For 15 minutes', wish: { type: 'pause', for: 'quarter' } },
            { label: 'For 1 hour', wish: { type: 'pause', for: 'hour' } },
            { label: 'Until tomorrow', wish: { type: 'pause', for: 'tomorrow' } },
            'line',
            { label: 'Until I start it again', wish: { type: 'pause', for: 'ever' } },
          ],
        }
      : {
          label: pausedUntil === null ? 'Start' : `Start now instead of at ${sayTime(pausedUntil, now)}`,
          wish: { type: 'start' },
        },
    {
      label: `Work at most ${Math.round(throttle)} %`,
      entries: THROTTLES.map((percent) => ({
        label: `${percent} %`,
        look: 'radio',
        isChecked: Math.round(throttle) === percent,
        wish: { type: 'throttle', percent },
      })),
    },
    {
      label: 'Only on mains power',
      look: 'checkbox',
      isChecked: onlyCharging,
      wish: { type: 'onlyOnMains', isOn: !onlyCharging },
    },
    'line',
  ];
}

function swarmEntry({ swarm }: Live): MenuEntry {
  switch (swarm.state) {
    case 'stopped':
    case 'failed':
      return { label: 'Start a swarm here', wish: { type: 'startSwarm' } };
    case 'starting':
      return { label: 'Starting a swarm here…' };
    case 'stopping':
      return { label: 'Stopping the swarm here…' };
    case 'resting':
    case 'running':
      return {
        label:
          swarm.state === 'running'
            ? 'Swarm on this computer'
            : 'Swarm on this computer (starting again soon)',
        entries: [
          { label: 'Show its QR code…', wish: { type: 'open', screen: 'swarm' } },
          { label: 'Stop it', wish: { type: 'stopSwarm' } },
        ],
      };
  }
}
