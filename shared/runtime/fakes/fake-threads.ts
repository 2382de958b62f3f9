// Threads that do nothing by themselves: a test finishes their runs.
import { ChunkError } from '../chunk-error.ts';
import type {
  ComputeThread,
  ComputeThreads,
  ManyListener,
  ManyTask,
  ThreadListener,
  ThreadTask,
} from '../ports.ts';
import { settle } from './fake-clock.ts';

interface FakeRun {
  task: ThreadTask;
  listener: ThreadListener;
  finish(cpuMs?: number): Promise<void>;
  fail(error: ChunkError): Promise<void>;
}
interface FakeMany {
  task: ManyTask;
  listener: ManyListener;
  end(next: number, outgrew?: boolean): Promise<void>;
  fail(error: ChunkError): Promise<void>;
}

export function fakeThreads() {
  const runs: FakeRun[] = [];
  const many: FakeMany[] = [];
  const opened: { duty: number; halts: number; killed: boolean; source: Uint8Array }[] = [];
  const state = { openFails: null as Error | null };

  const threads: ComputeThreads = {
    open({ source }) {
      if (state.openFails) return Promise.reject(state.openFails);
      const mine = { duty: 1, halts: 0, killed: false, source };
      opened.push(mine);
      let abandon: (error: ChunkError) => void = () => {};
      const under = <T>(start: (resolve: (value: T) => void, reject: (error: ChunkError) => void) => void) =>
        new Promise<T>((resolve, reject) => {
          abandon = reject;
          start(resolve, reject);
        });
      const thread: ComputeThread = {
        run: (task, listener) =>
          under((resolve, reject) => {
            runs.push({
              task,
              listener,
              finish: (cpuMs = 1) => (resolve({ cpuMs }), settle()),
              fail: (error) => (reject(error), settle()),
            });
          }),
        runMany: (task, listener) =>
          under((resolve, reject) => {
            many.push({
              task,
              listener,
              end: (next, outgrew = false) => (resolve({ next, outgrew }), settle()),
              fail: (error) => (reject(error), settle()),
            });
          }),
        halt: () => void mine.halts++,
        setDuty: (duty) => void (mine.duty = duty),
        kill() {
          mine.killed = true;
          abandon(new ChunkError('thread-died', 'killed'));
          return Promise.resolve();
        },
      };
      return Promise.resolve(thread);
    },
  };
  return {
    threads,
    runs,
    many,
    opened,
    state,
    /** The newest run of this chunk. */
    runOf(index: number) {
      const run = runs.findLast(({ task }) => task.index === index);
      if (!run) throw new Error(`chunk ${index} was not started`);
      return run;
    },
    started: () => runs.map(({ task }) => task.index),
  };
}
