// Runs one of the system's own tools and gives what it printed; null when it is missing, fails or takes too long.
import { execFile } from 'node:child_process';

const WITHIN_MS = 8000;

export function runTool(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      // numbers and words as the parsers know them
      {
        timeout: WITHIN_MS,
        windowsHide: true,
        maxBuffer: 8 * 1024 * 1024,
        env: { ...process.env, LC_ALL: 'C' },
      },
      (error, stdout) => resolve(error ? null : stdout),
    );
  });
}
