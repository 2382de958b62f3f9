// One line per thing that happened, for people; control characters and those that turn
// the direction of writing are escaped, so that nothing from outside can forge a line or paint on a terminal.
export type Level = 'info' | 'warn' | 'error';
export type Log = (level: Level, message: string, facts?: Record<string, unknown>) => void;

const escape = (text: string) =>
  text.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export function formatLine(
  at: Date,
  level: Level,
  message: string,
  facts: Record<string, unknown> = {},
): string {
  const rest = Object.entries(facts)
    .map(
      ([key, value]) =>
        ` ${escape(key)}=${escape(typeof value === 'string' ? JSON.stringify(value) : String(value))}`,
    )
    .join('');
  return `${at.toISOString()} ${level.padEnd(5)} ${escape(message)}${rest}`;
}

/** Logs to a stream, standard error by default, so that standard output stays for results. */
export function makeLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Log {
  return (level, message, facts) => write(formatLine(new Date(), level, message, facts));
}
