// Sees to it that compute threads die with their supervisor, also when that is killed with SIGKILL while a thread is in an
// endless loop and does not see its pipe close. One shell waits on a pipe for the supervisor's end and then kills
// what was last on the list. Windows does this by itself: a parent's children are in its job object.
import { type ChildProcess, spawn } from 'node:child_process';

const WAIT_THEN_KILL = `trap '' INT TERM HUP; pids=; while IFS= read -r line; do pids=$line; done; [ -z "$pids" ] || kill -9 $pids`;

export interface OrphanGuard {
  watch(pid: number): void;
  forget(pid: number): void;
}

/** Starts its shell with the first thread and ends it with the last. */
export function createOrphanGuard(): OrphanGuard {
  const pids = new Set<number>();
  let shell: ChildProcess | null = null;

  function tell() {
    if (process.platform === 'win32') return;
    if (!shell && pids.size > 0) {
      shell = spawn('/bin/sh', ['-c', WAIT_THEN_KILL], {
        stdio: ['pipe', 'ignore', 'ignore'],
        env: {},
        cwd: '/',
        detached: true,
      });
      shell.on('error', () => {}); // without a shell, threads still end when they see their pipe close
      shell.stdin?.on('error', () => {});
      shell.unref();
    }
    shell?.stdin?.write(`${[...pids].join(' ')}\n`);
    if (pids.size === 0) {
      shell?.stdin?.end();
      shell = null;
    }
  }

  return {
    watch(pid) {
      pids.add(pid);
      tell();
    },
    forget(pid) {
      if (pids.delete(pid)) tell();
    },
  };
}
