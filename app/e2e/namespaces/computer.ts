// A network namespace as a computer: programs run in it, and the test itself calls from it as if it sat there.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const relay = fileURLToPath(new URL('relay-process.ts', import.meta.url));

export interface Target {
  host: string;
  port: number;
  /** One of this computer's addresses; left out: the kernel chooses. */
  from?: string | undefined;
}

export interface Program {
  child: ChildProcess;
  ended: Promise<number | null>;
  /** The first line of either output that fits. Rejects with all that was said when the program ends before. */
  line(fits: (line: string) => boolean): Promise<string>;
  /** Both outputs so far. */
  said(): string;
}

export interface Computer {
  namespace: string;
  /** For what belongs to this computer alone. */
  dir: string;
  start(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Program;
  /** `ip` inside, for interfaces and addresses. */
  ip(...args: string[]): void;
  dial(target: Target): Promise<Socket>;
  stop(): Promise<void>;
}

export async function startComputer(namespace: string, dir: string): Promise<Computer> {
  const running = new Set<Program>();

  function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
    const child = spawn('ip', ['netns', 'exec', namespace, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const lines: string[] = [];
    const waiting = new Set<() => void>();
    for (const output of [child.stdout, child.stderr])
      createInterface({ input: output }).on('line', (line) => {
        lines.push(line);
        for (const look of waiting) look();
      });
    const ended = new Promise<number | null>((resolve) => {
      child.once('error', (error) => (lines.push(error.message), resolve(null)));
      child.once('close', resolve);
    });
    const started: Program = {
      child,
      ended,
      said: () => lines.join('\n'),
      line: (fits) =>
        new Promise((resolve, reject) => {
          const look = () => {
            const found = lines.find(fits);
            if (found === undefined) return;
            waiting.delete(look);
            resolve(found);
          };
          waiting.add(look);
          void ended.then((code) => reject(new Error(`${program} ended with ${code}: ${lines.join('\n')}`)));
          look();
        }),
    };
    running.add(started);
    void ended.then(() => running.delete(started));
    return started;
  }

  const path = join(dir, 'relay');
  await start(process.execPath, [relay, path]).line((line) => line === 'ready');

  return {
    namespace,
    dir,
    start,
    ip: (...args) => void execFileSync('ip', ['-n', namespace, ...args], { stdio: 'pipe' }),
    async dial(target) {
      const socket = connect(path);
      socket.write(JSON.stringify(target));
      await once(socket, 'readable');
      // The other end may have begun to speak: it stays in the socket.
      const answer = (socket.read(1) as Buffer | null)?.toString();
      if (answer === '+') return socket;
      const why = String(socket.read());
      socket.destroy();
      throw new Error(`${namespace} reaches no ${target.host}:${target.port}: ${why}`);
    },
    async stop() {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
    },
  };
}
