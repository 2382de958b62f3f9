// A log in a file: one line of text per event, in the order they came. A full file is put aside as `.1`, older ones move on, and the oldest goes, so
// that the log never takes more than (1 + kept) × size. A disk that refuses costs lines, never the program.
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface LogFile {
  /** Time, level and text in one line; line ends inside become spaces. */
  write(level: 'info' | 'warning' | 'error', text: string): void;
  /** What was written until now is in the file. */
  flushed(): Promise<void>;
}

const MOST_BYTES = 1024 * 1024;
const KEPT_FILES = 3;
const MOST_LINE = 4_000;

export function openLogFile(
  path: string,
  { mostBytes = MOST_BYTES, kept = KEPT_FILES, now = () => new Date() } = {},
): LogFile {
  const waiting: string[] = [];
  let size: number | undefined;
  let writing: Promise<void> | undefined;

  async function rotate(): Promise<void> {
    await rm(`${path}.${kept}`, { force: true });
    for (let number = kept - 1; number >= 0; number--)
      await rename(number === 0 ? path : `${path}.${number}`, `${path}.${number + 1}`).catch(() => undefined);
    size = 0;
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const text = waiting.splice(0).join('');
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        size ??= await stat(path).then(
          (found) => found.size,
          () => 0,
        );
        if (size > 0 && size + text.length > mostBytes) await rotate();
        await appendFile(path, text, { mode: 0o600 });
        size += Buffer.byteLength(text);
      } catch {
        size = undefined; // these lines are lost; the next ones try again
      }
    }
    writing = undefined;
  }

  return {
    write(level, text) {
      const line = text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, MOST_LINE);
      waiting.push(`${now().toISOString()} ${level} ${line}\n`);
      writing ??= Promise.resolve().then(writeAll);
    },
    flushed: () => writing ?? Promise.resolve(),
  };
}
