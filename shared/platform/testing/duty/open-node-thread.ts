// A compute thread of Node at work on a kernel: what measure-share.ts measures.
import { readdirSync, readFileSync } from 'node:fs';
import { nodeThreads } from '../../node/node-threads.ts';
import type { DutyWork } from './duty-work.ts';
import type { Measured } from './measure-share.ts';
import { repeatChunk } from './repeat-chunk.ts';
import { tasksOf, unprefer } from './task-time.ts';

export interface MeasuredThread extends Measured {
  close(): Promise<void>;
}

/** A thread of Node is a process, with those that compile and collect garbage for it. */
const children = (): number[] =>
  readdirSync('/proc/self/task').flatMap((tid) =>
    readFileSync(`/proc/self/task/${tid}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );

export async function openNodeThread(work: DutyWork): Promise<MeasuredThread> {
  const platform = nodeThreads({
    builtIn: work.kernel === 'script' ? new Set() : new Set([work.sha]),
    lowPriority: false,
  });
  const before = new Set(children());
  const source = new TextEncoder().encode(work.text);
  const thread = await platform.open({ sha: work.sha, source, kernel: work.kernel });
  const [pid] = children().filter((each) => !before.has(each));
  if (pid === undefined) throw new Error('the thread’s process was not found');
  const repeating = repeatChunk(thread, work);
  const tasks = () => tasksOf(pid);
  const supervisor = () => tasksOf(process.pid);
  return {
    main: () => tasks().filter(({ tid }) => tid === pid),
    tasks,
    supervisor,
    failed: repeating.failed,
    setDuty: (duty, shift) => thread.setDuty(duty, shift),
    async close() {
      unprefer(supervisor());
      await repeating.stop();
      await thread.kill();
    },
  };
}
