// Starts a coordinator as a process, and kills it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Where } from '../coordinator-process.ts';

export const fileBeside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Port 0: any free one. */
export async function start(
  dataDir: string,
  port: number,
): Promise<{ coordinator: ChildProcess; where: Where }> {
  const coordinator = fork(fileBeside('../coordinator-process.ts'), [JSON.stringify({ dataDir, port })]);
  const [where] = (await Promise.race([
    once(coordinator, 'message'),
    once(coordinator, 'exit').then(([code]) =>
      Promise.reject(new Error(`the coordinator ended with ${code}`)),
    ),
  ])) as [Where];
  return { coordinator, where };
}

export async function die(coordinator: ChildProcess): Promise<void> {
  const gone = once(coordinator, 'exit');
  coordinator.kill('SIGKILL');
  await gone;
}
