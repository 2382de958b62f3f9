// Starts one compute thread: a child process without rights, environment or files, its script loaded. Gives the supervisor's end
// of its messages and ends it for good when asked, whatever it is doing.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { parse } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ChunkError } from '../../../runtime/chunk-error.ts';
import type { ThreadChannel } from '../../../runtime/drive-thread.ts';
import { parseFromThread, type ToThread } from '../../../runtime/thread-messages.ts';
import { threadBootText } from '../../../runtime/thread-boot.ts';
import { bootThread, type LoadMessage } from './boot-thread.ts';
import { createFrameReader, packFrame } from './frames.ts';
import { LANGUAGE_GLOBALS } from '../../language-globals.ts';
import { nodeWalls } from './node-walls.ts';
import type { OrphanGuard } from './orphan-guard.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export interface ThreadOptions {
  source: Uint8Array;
  /** Whether the script is built in and gets node:zlib and node:crypto. */
  native: boolean;
  heapMiB: number;
  guard: OrphanGuard;
  /** Below the person’s own programs. */
  lowPriority: boolean;
}

/** A running child process, seen from outside. */
export interface SpawnedThread extends ThreadChannel {
  readonly pid: number;
}

const START_WITHIN_MS = 20_000;
const KEPT_STDERR = 4096;

/** @throws ChunkError when the script does not load or the process does not start. */
export async function spawnThread(options: ThreadOptions): Promise<SpawnedThread> {
  const child = startProcess(options.heapMiB);
  const exited = once(child, 'close');
  exited.catch(() => {});
  const { pid } = child;
  if (pid === undefined) {
    await exited.catch(() => {});
    throw new ChunkError('thread-died', 'no process could be started');
  }
  options.guard.watch(pid);
  if (options.lowPriority) lowerPriority(pid);

  let stderr = '';
  let ended = false;
  let arrived: (message: unknown) => void = () => {};
  let died: (error: ChunkError) => void = () => {};
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (stderr = (stderr + text).slice(-KEPT_STDERR)));
  child.stdout.on(
    'data',
    createFrameReader((message) => arrived(message)),
  );
  child.stdin.on('error', () => {}); // it died; `close` says so
  child.once('close', (code, signal) => {
    ended = true;
    options.guard.forget(pid);
    died(explainDeath(code, signal, stderr));
  });

  const post = (message: ToThread | LoadMessage) => {
    if (!ended) for (const piece of packFrame(message)) child.stdin.write(piece);
  };
  const kill = async () => {
    if (ended) return;
    child.kill('SIGKILL');
    await exited;
  };

  const tooLong = setTimeout(() => void kill(), START_WITHIN_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      died = reject;
      arrived = (value) => {
        const message = parseFromThread(value);
        if (message?.type === 'ready') return resolve();
        const why = message?.type === 'unloadable' ? message.message : 'it said something else than `ready`';
        return reject(new ChunkError('threw', `the kernel’s script does not load: ${why}`));
      };
      post({ type: 'load', native: options.native, bytes: options.source });
    });
  } catch (error) {
    await kill();
    throw error;
  } finally {
    clearTimeout(tooLong);
  }

  return {
    pid,
    post,
    kill,
    listen(onMessage, onDeath) {
      arrived = onMessage;
      died = onDeath;
      if (ended) onDeath(explainDeath(child.exitCode, child.signalCode, stderr));
    },
  };
}

function startProcess(heapMiB: number): Child {
  const boot = `(${String(bootThread)})(${threadBootText()}, ${JSON.stringify(LANGUAGE_GLOBALS)})`;
  const env: NodeJS.ProcessEnv = {};
  if (process.platform === 'win32' && process.env.SystemRoot) env.SystemRoot = process.env.SystemRoot;
  if (process.versions.electron) env.ELECTRON_RUN_AS_NODE = '1';
  return spawn(process.execPath, [...nodeWalls(heapMiB), '--eval', boot], {
    env,
    cwd: parse(process.execPath).root,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // A session of its own, so that Ctrl-C in the terminal reaches the supervisor and not its threads.
    detached: process.platform !== 'win32',
  });
}

/** The person's own programs go first. */
function lowerPriority(pid: number) {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // gone already, or not allowed: it works at normal priority
  }
}

function explainDeath(code: number | null, signal: NodeJS.Signals | null, stderr: string): ChunkError {
  if (/heap out of memory|Array buffer allocation failed|invalid array length/i.test(stderr))
    return new ChunkError('out-of-memory', 'the kernel used more memory than it may');
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return new ChunkError(
    'thread-died',
    `the thread ended with ${signal ?? `code ${code}`}${last ? `: ${last}` : ''}`.slice(0, 1500),
  );
}
