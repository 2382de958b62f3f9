// Finds the owner's own line in a stack trace. The runner notes at which line of the whole script the owner's text begins; what
// lies below that line is the owner's. Engines write traces differently, but all say `…:line:column` on each line.

/** @param marker A stack taken on the line before the owner's text. */
export function makeStackReader(name: string, marker: string): (error: unknown) => string | null {
  const frames = placesIn(marker);
  const base = frames[0]?.line ?? 0;
  return (error) => {
    for (const { line, column } of placesIn(stackOf(error)))
      if (line > base) return `${name}:${line - base}:${column}`;
    return null;
  };
}

function placesIn(stack: string): { line: number; column: number }[] {
  const places: { line: number; column: number }[] = [];
  for (const text of stack.slice(0, 20_000).split('\n')) {
    const found = /(?:covey-script\.js|kernel\.js).*?:(\d+):(\d+)\)?\s*$/.exec(text);
    if (found) places.push({ line: Number(found[1]), column: Number(found[2]) });
  }
  return places;
}

function stackOf(error: unknown): string {
  try {
    const { stack } = error as { stack?: unknown };
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}
