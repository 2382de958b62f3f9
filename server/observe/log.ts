// One line per thing that happened, for people; control characters and those that turn
// the direction of writing are escaped, so that nothing from outside can forge a line or paint on a terminal.
import { escapeText } from '../../shared/contract/escape-text.ts';

export type Level = 'info' | 'warn' | 'error';
export type Log = (level: Level, message: string, facts?: Record<string, unknown>) => void;

export function formatLine(
  at: Date,
  level: Level,
  message: string,
  facts: Record<string, unknown> = {},
): string {
  const rest = Object.entries(facts)
    .map(
      ([key, value]) =>
        ` ${escapeText(key)}=${escapeText(typeof value === 'string' ? JSON.stringify(value) : String(value))}`,
    )
    .join('');
  return `${at.toISOString()} ${level.padEnd(5)} ${escapeText(message)}${rest}`;
}

/** Logs to a stream, standard error by default, so that standard output stays for results. */
export function makeLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Log {
  return (level, message, facts) => write(formatLine(new Date(), level, message, facts));
}
