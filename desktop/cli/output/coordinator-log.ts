// The coordinator's log on standard error, below what `serve` printed.
import { escapeText } from '../../../shared/contract/escape-text.ts';
import type { CoordinatorLog } from '../../host/start-coordinator.ts';
import type { Terminal } from './terminal.ts';

const LEVELS = ['info', 'warn', 'error'] as const;

export function logTo(terminal: Terminal, least: (typeof LEVELS)[number] = 'info'): CoordinatorLog {
  return (level, message, facts) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    const rest = Object.entries(facts ?? {}).map(
      ([key, value]) => ` ${key}=${typeof value === 'string' ? JSON.stringify(value) : String(value)}`,
    );
    const time = new Date().toISOString().slice(11, 19);
    terminal.say(escapeText(`${time} ${level === 'info' ? '' : `${level} `}${message}${rest.join('')}`));
  };
}
