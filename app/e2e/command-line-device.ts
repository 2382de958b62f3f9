// A device of the command line beside the browsers of a test: one thread, in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedApp } from './open-app.ts';

const main = new URL('../../desktop/cli/main.ts', import.meta.url).pathname;

export interface CommandLineDevice {
  /** As Ctrl-C does: it hands back what it holds and ends. */
  leave(): Promise<void>;
  /** At once, and its folder goes with it. Idempotent. */
  end(): Promise<void>;
}

export async function joinByCommand(
  app: OpenedApp,
  name: string,
  ...more: readonly string[]
): Promise<CommandLineDevice> {
  const dir = await mkdtemp(join(tmpdir(), 'covey-device-'));
  const { code } = await app.coordinator.createInvite({ uses: 1, minutes: 15 });
  const args = ['join', app.url, '--code', code, '--name', name, '--threads', '1', ...more];
  const child = spawn(process.execPath, [main, ...args, '--data', join(dir, 'device')], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, INIT_CWD: dir },
  });
  const ended = once(child, 'exit');
  return {
    async leave() {
      child.kill('SIGINT');
      await ended;
    },
    async end() {
      kill(child);
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const kill = (child: ChildProcess) => child.exitCode === null && child.kill('SIGKILL');
