// File names on lines of their own, as GNU coreutils write them: a name that holds a backslash, a newline or a carriage
// return has them escaped, and the line then starts with a backslash.

export interface EscapedName {
  /** What the line must start with. */
  mark: '' | '\\';
  /** The name as it stands on the line. */
  name: string;
}

/** `keepReturns`: as b3sum does, which refuses an escaped carriage return and takes a plain one. */
export function escapeName(name: string, keepReturns = false): EscapedName {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const whole = keepReturns ? escaped : escaped.replaceAll('\r', '\\r');
  return { mark: whole === name ? '' : '\\', name: whole };
}
