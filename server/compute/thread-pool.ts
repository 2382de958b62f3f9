// A few compute threads and a queue of tasks for them. A thread that dies fails its task and is replaced; stop() waits for all of them.
import { Worker } from 'node:worker_threads';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { ResultPage } from './run-task.ts';
import type {
  ComposeTask,
  FromThread,
  SplitTask,
  Task,
  TaskValue,
  ToThread,
  VerifyTask,
  ReduceTask,
} from './thread-messages.ts';

type ValueOf<T extends Task> = T extends SplitTask
  ? TaskValue['split']
  : T extends ComposeTask
    ? TaskValue['compose']
    : T extends VerifyTask
      ? TaskValue['verify']
      : T extends ReduceTask
        ? TaskValue['reduce']
        : never;

interface Queued {
  id: number;
  task: Task;
  readPage: ((from: number) => Promise<ResultPage>) | undefined;
  resolve(value: TaskValue[Task['type']]): void;
  reject(error: CoveyError): void;
}

export interface ThreadPool {
  run<T extends Task>(
    task: T,
    signal: AbortSignal,
    readPage?: (from: number) => Promise<ResultPage>,
  ): Promise<ValueOf<T>>;
  stop(): Promise<void>;
}

const STOPPING = () => new CoveyError('stopping', 'the coordinator is stopping');

export function makeThreadPool(blobsDir: string, size: number): ThreadPool {
  const idle: Worker[] = [];
  const busy = new Map<Worker, Queued>();
  const queue: Queued[] = [];
  let nextId = 0;
  let stopped = false;

  const send = (worker: Worker, message: ToThread) => worker.postMessage(message);

  function finish(worker: Worker): Queued | undefined {
    const task = busy.get(worker);
    busy.delete(worker);
    return task;
  }

  function start(): Worker {
    const worker = new Worker(new URL('./compute-thread.ts', import.meta.url), {
      workerData: { blobsDir },
      name: 'compute',
    });
    worker.on('message', (message: FromThread) => {
      const task = busy.get(worker);
      if (!task || task.id !== message.id) return;
      if (message.type === 'wantPage') {
        task.readPage?.(message.from).then(
          (page) => send(worker, { type: 'page', id: task.id, ...page }),
          () => send(worker, { type: 'abort', id: task.id }),
        );
        return;
      }
      finish(worker);
      idle.push(worker);
      if (message.type === 'done') task.resolve(message.value);
      else task.reject(new CoveyError(message.code, message.message));
      pump();
    });
    worker.on('error', (error: Error) =>
      finish(worker)?.reject(new CoveyError('internal', `a compute thread died: ${error.message}`)),
    );
    worker.on('exit', () => {
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
      finish(worker)?.reject(stopped ? STOPPING() : new CoveyError('internal', 'a compute thread ended'));
      if (!stopped) pump();
    });
    return worker;
  }

  function pump(): void {
    while (queue.length > 0 && !stopped) {
      const worker = idle.pop() ?? (busy.size < size ? start() : null);
      if (!worker) return;
      const task = queue.shift();
      if (!task) return void idle.push(worker);
      busy.set(worker, task);
      send(worker, { type: 'task', id: task.id, task: task.task });
    }
  }

  return {
    run<T extends Task>(task: T, signal: AbortSignal, readPage?: (from: number) => Promise<ResultPage>) {
      return new Promise<ValueOf<T>>((resolve, reject) => {
        if (stopped) return reject(STOPPING());
        const settled = () => signal.removeEventListener('abort', abort);
        const queued: Queued = {
          id: ++nextId,
          task,
          readPage,
          resolve: (value) => (settled(), resolve(value as ValueOf<T>)),
          reject: (error) => (settled(), reject(error)),
        };
        function abort(): void {
          const at = queue.indexOf(queued);
          if (at >= 0) {
            queue.splice(at, 1);
            return queued.reject(new CoveyError('stopping', 'the task was stopped before it began'));
          }
          for (const [worker, running] of busy)
            if (running === queued) send(worker, { type: 'abort', id: queued.id });
        }
        signal.addEventListener('abort', abort);
        queue.push(queued);
        pump();
      });
    },
    async stop() {
      stopped = true;
      for (const task of queue.splice(0)) task.reject(STOPPING());
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}
