// What the tray shows: one icon, one line, one tooltip, out of everything the program knows. Pure.
import type { Kept, Live } from '../app-state.ts';

/** Each is a drawn file in icons/. */
export const TRAY_ICONS = ['working', 'ready', 'paused', 'resting', 'offline', 'trouble'] as const;
export type TrayIcon = (typeof TRAY_ICONS)[number];

export interface TrayFace {
  icon: TrayIcon;
  /** What it does and why, a plain sentence. */
  sentence: string;
  tooltip: string;
}

/** Windows cuts a tooltip after 127 characters. */
const MOST_TOOLTIP = 127;

export function judgeTray(live: Live, kept: Pick<Kept, 'pausedUntil'>, now: Date): TrayFace {
  const { icon, sentence } = judgeIcon(live, kept.pausedUntil, now);
  const parts = ['Covey', sentence, saySwarm(live)].filter((part) => part !== '');
  const tooltip = parts.join('\n');
  return {
    icon,
    sentence,
    tooltip: tooltip.length > MOST_TOOLTIP ? `${tooltip.slice(0, MOST_TOOLTIP - 1)}…` : tooltip,
  };
}

function judgeIcon(
  { report, swarm, isAsleep }: Live,
  pausedUntil: number | null,
  now: Date,
): Pick<TrayFace, 'icon' | 'sentence'> {
  if (report.phase === 'broken') return { icon: 'trouble', sentence: report.trouble.message };
  if (isAsleep) return { icon: 'resting', sentence: 'Asleep; everything was handed back.' };
  if (report.phase === 'opening') return { icon: 'offline', sentence: 'Starting.' };
  if (report.phase !== 'contributing')
    return swarm.state === 'resting' || swarm.state === 'failed'
      ? { icon: 'trouble', sentence: swarm.trouble.message }
      : { icon: 'offline', sentence: 'Not in a swarm yet.' };
  const { connection, duty, reason, sentence, busy } = report;
  if (reason === 'paused-by-person' && pausedUntil !== null)
    return { icon: 'paused', sentence: `Paused until ${sayTime(pausedUntil, now)}.` };
  if (reason === 'paused-by-person' || reason === 'stopped-by-person') return { icon: 'paused', sentence };
  if (connection === 'refused' || reason === 'quarantined') return { icon: 'trouble', sentence };
  if (duty > 0 && busy > 0) return { icon: 'working', sentence };
  if (connection !== 'connected') return { icon: 'offline', sentence };
  return { icon: reason === 'no-work' || duty > 0 ? 'ready' : 'resting', sentence };
}

function saySwarm({ report, swarm }: Live): string {
  if (swarm.state === 'running') return 'A swarm runs on this computer.';
  if (swarm.state === 'resting')
    return 'The swarm on this computer stopped by itself and is started again soon.';
  if (swarm.state === 'failed') return 'The swarm on this computer could not be started.';
  return report.phase === 'contributing' && report.swarmName !== '' ? `Swarm: ${report.swarmName}` : '';
}

export function sayTime(at: number, now: Date): string {
  const when = new Date(at);
  const clock = when.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return when.toDateString() === now.toDateString() ? clock : `tomorrow, ${clock}`;
}
