// The coordinator's end of a store thread: starts it, turns calls into messages and answers into promises, and waits for its end.
import { Worker } from 'node:worker_threads';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Answer, Call, CallName, Calls, ThreadSettings } from './thread-messages.ts';

export interface ThreadCaller {
  /** Buffers in `transfer` are gone here afterwards. Rejects when the thread dies. */
  call<N extends CallName>(
    name: N,
    args: Parameters<Calls[N]>,
    transfer?: ArrayBuffer[],
  ): Promise<ReturnType<Calls[N]>>;
  /** Lets every call before it finish, closes the file and waits for the thread's end. */
  stop(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export function startThread(settings: ThreadSettings): ThreadCaller {
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), {
    workerData: settings,
    name: `store-${settings.role}`,
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let dead: Error | null = null;

  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const die = (error: Error): void => {
    dead ??= error;
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };
  worker.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(answer.code ? new CoveyError(answer.code, answer.message) : new Error(answer.message));
  });
  worker.on('error', (cause) => die(new Error('the store thread failed', { cause })));
  worker.on('exit', () => die(new Error('the store thread has ended')));

  const call: ThreadCaller['call'] = (name, args, transfer = []) =>
    new Promise((resolve, reject) => {
      if (dead) return reject(dead);
      const id = ++lastId;
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      worker.postMessage({ id, name, args } as Call, transfer);
    });

  return {
    call,
    async stop() {
      try {
        if (!dead) await call('close', []);
      } catch (error) {
        if (!dead) throw error; // a thread that has died has closed everything with it
      }
      await ended;
    },
  };
}
