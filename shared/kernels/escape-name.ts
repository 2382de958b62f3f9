// File names on lines of their own, as GNU coreutils write them: a name that holds a backslash, a newline or a carriage
// return has them escaped, and the line then starts with a backslash.

/** The name as it stands on its line, and what the line must start with. */
export function escapeName(name: string): { mark: '' | '\\'; name: string } {
  if (!/[\\\n\r]/.test(name)) return { mark: '', name };
  return { mark: '\\', name: name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r') };
}
