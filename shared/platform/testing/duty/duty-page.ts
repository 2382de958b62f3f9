// The page in which compute threads of a browser are measured: the sandbox frame and its threads as every page has them, and one kernel after the other.
import type { ComputeThread } from '../../../runtime/ports.ts';
import { createSandboxFrame } from '../../browser/sandbox/sandbox-frame.ts';
import { createWebThreads, type WebThreads } from '../../browser/sandbox/web-threads.ts';
import type { DutyWork } from './duty-work.ts';
import { repeatChunk, type Repeating } from './repeat-chunk.ts';

export interface DutyPage {
  open(work: DutyWork): Promise<void>;
  setDuty(duty: number, restFirstMs: number): void;
  /** Resolves with what failed; while all is well it stays open. */
  failure(): Promise<string>;
  close(): Promise<void>;
}

const open: { threads?: WebThreads; thread?: ComputeThread | undefined; repeating?: Repeating } = {};
const frame = createSandboxFrame(document, (id, message) => open.threads?.died(id, message));
open.threads = createWebThreads(frame);
frame.start();

const page: DutyPage = {
  async open(work) {
    const source = new TextEncoder().encode(work.text);
    open.thread = await open.threads?.open({ sha: work.sha, source, kernel: work.kernel });
    if (open.thread) open.repeating = repeatChunk(open.thread, work);
  },
  setDuty: (duty, restFirstMs) => open.thread?.setDuty(duty, restFirstMs),
  failure: () =>
    new Promise((resolve) => void open.repeating?.failed.catch((error: unknown) => resolve(String(error)))),
  async close() {
    await open.repeating?.stop();
    await open.thread?.kill();
  },
};
Object.assign(globalThis, { coveyDuty: page });
