// The thread's side: takes a task, runs it, answers. Reads blobs itself; pages of results come from the loop, which owns the store.
import { parentPort, workerData } from 'node:worker_threads';
import { makeDiskBlobs } from '../blobs/disk/disk-blobs.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { runCompose } from './compose-script.ts';
import { type ResultPage, runReduce, runSplit, runVerify } from './run-task.ts';
import type { FromThread, Task, TaskValue, ToThread } from './thread-messages.ts';

if (parentPort) serve(parentPort, (workerData as { blobsDir: string }).blobsDir);

function serve(port: NonNullable<typeof parentPort>, blobsDir: string): void {
  const blobs = makeDiskBlobs(blobsDir);
  const pages = new Map<number, (page: ResultPage) => void>();
  const aborts = new Map<number, AbortController>();
  const say = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  async function run(id: number, task: Task): Promise<TaskValue[Task['type']]> {
    const abort = new AbortController();
    aborts.set(id, abort);
    if (task.type === 'split') return runSplit(task, blobs, abort.signal);
    if (task.type === 'compose') return runCompose(task, blobs);
    if (task.type === 'verify') return runVerify(task, blobs);
    const readPage = (from: number) =>
      new Promise<ResultPage>((resolve, reject) => {
        abort.signal.addEventListener(
          'abort',
          () => reject(new CoveyError('stopping', 'the task was stopped')),
          { once: true },
        );
        pages.set(id, resolve);
        say({ type: 'wantPage', id, from });
      });
    return runReduce(task, blobs, readPage, abort.signal);
  }

  port.on('message', (message: ToThread) => {
    switch (message.type) {
      case 'page':
        pages.get(message.id)?.({ records: message.records, next: message.next });
        return;
      case 'abort':
        aborts.get(message.id)?.abort(new CoveyError('stopping', 'the task was stopped'));
        return;
      case 'task':
        run(message.id, message.task)
          .then(
            (value) => say({ type: 'done', id: message.id, value }),
            (error: unknown) => {
              const known = error instanceof CoveyError ? error : null;
              say({
                type: 'failed',
                id: message.id,
                code: known?.code ?? 'internal',
                message: error instanceof Error ? error.message : String(error),
              });
            },
          )
          .finally(() => {
            pages.delete(message.id);
            aborts.delete(message.id);
          });
    }
  });
}
