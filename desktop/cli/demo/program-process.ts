// A `covey` command as a process of its own, for the demonstration and the whole-program tests: its lines, its end, and ways to end it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../host/problem.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface ProgramProcess {
  pid: number;
  /** The first line on standard output that `wanted` accepts. Rejects with what was said on standard error when it ends before. */
  line(wanted: (line: string) => boolean): Promise<string>;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** All that was printed so far. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
}

export function startProgram(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): ProgramProcess {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  const said = { out: '', err: '' };
  const waiting = new Set<{
    wanted: (line: string) => boolean;
    resolve: (line: string) => void;
    reject: (error: Error) => void;
  }>();
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.out += `${line}\n`;
    lines.push(line);
    for (const one of waiting)
      if (one.wanted(line)) {
        waiting.delete(one);
        one.resolve(line);
      }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said.err += text));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code, signal) => resolve(signal ?? code ?? 1));
  });
  void ended.then((code) => {
    for (const { reject } of waiting)
      reject(
        new Problem(
          'process-ended',
          `covey ${args[0]} ended with ${code}: ${said.err.trim().slice(-2000)}`,
          'Run it with COVEY_DEBUG=1 and report what it prints.',
        ),
      );
    waiting.clear();
  });
  return {
    pid: child.pid ?? 0,
    line(wanted) {
      const there = lines.find(wanted);
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve, reject) => void waiting.add({ wanted, resolve, reject }));
    },
    ended,
    stdout: () => said.out,
    stderr: () => said.err,
    kill: (signal) => void child.kill(signal),
  };
}
