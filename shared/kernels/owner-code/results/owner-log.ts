// What owner code logs in one chunk, capped: a loop that logs must not become the largest part of the result.

export interface OwnerLog {
  add(values: readonly unknown[]): void;
  lines(): { log?: string[]; unlogged?: number };
  /** The last ones, for the message of a chunk that failed. */
  last(count: number): string[];
  clear(): void;
}

const MOST_LINES = 200;
const MOST_CHARS = 16 * 1024;
const LINE_CHARS = 1000;

export function makeOwnerLog(): OwnerLog {
  let log: string[] = [];
  let recent: string[] = [];
  let chars = 0;
  let unlogged = 0;
  return {
    add(values) {
      const line = values.map(show).join(' ').slice(0, LINE_CHARS);
      recent = [...recent.slice(-2), line];
      if (log.length >= MOST_LINES || chars + line.length > MOST_CHARS) {
        unlogged++;
        return;
      }
      log.push(line);
      chars += line.length;
    },
    lines: () => ({ ...(log.length > 0 && { log }), ...(unlogged > 0 && { unlogged }) }),
    last: (count) => recent.slice(-count),
    clear() {
      log = [];
      recent = [];
      chars = 0;
      unlogged = 0;
    },
  };
}

function show(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, LINE_CHARS);
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text.slice(0, LINE_CHARS) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
