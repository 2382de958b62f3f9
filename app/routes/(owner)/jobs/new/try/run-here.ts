// Computes chunks here: in a sandbox frame of their own, as every device runs them, never in the page. The frame is there for this one
// purpose and goes with it.
import { coordinator } from '#lib/swarm/ask.ts';
import type { Sha256 } from '#shared/contract/ids.ts';
import { joinBytes } from '#shared/kernels/bytes/join-bytes.ts';
import type { ByteReader } from '#shared/kernels/kernel.ts';
import { createSandboxFrame } from '#shared/platform/browser/sandbox/sandbox-frame.ts';
import { createWebThreads, type WebThreads } from '#shared/platform/browser/sandbox/web-threads.ts';
import { TookTooLong } from './took-too-long.ts';

export interface HereTask {
  index: number;
  params: unknown;
  args: unknown;
  input: ByteReader;
}

export interface RunHere {
  /** The result's bytes. @throws Error in the kernel's own words, or TookTooLong. */
  run(task: HereTask): Promise<Uint8Array>;
  /** Also in the middle of a chunk, which then throws. Idempotent. */
  stop(): void;
}

/** A kernel's built script, as devices fetch it. */
export async function fetchScript(sha: Sha256): Promise<string> {
  const answer = await coordinator().open('getPart', { path: { sha } });
  return answer.text();
}

/** `withinMs`: for all chunks together. */
export async function openHere(
  kernel: string,
  sha: Sha256,
  script: string,
  withinMs: number,
): Promise<RunHere> {
  const died: { threads?: WebThreads } = {};
  const frame = createSandboxFrame(document, (id, message) => died.threads?.died(id, message));
  const threads = createWebThreads(frame);
  died.threads = threads;
  frame.start();
  try {
    const thread = await threads.open({ sha, source: new TextEncoder().encode(script), kernel });
    const isLate = { now: false };
    const late = setTimeout(() => {
      isLate.now = true;
      void thread.kill();
    }, withinMs);
    return {
      async run({ index, params, args, input }) {
        const written: Uint8Array[] = [];
        try {
          await thread.run(
            { index, params, args, input: [], inputSize: input.size },
            {
              read: (offset, length) => input.read(offset, length),
              write: async (bytes) => void written.push(bytes),
              progress: () => undefined,
            },
          );
        } catch (error) {
          if (!isLate.now) throw error;
          throw new TookTooLong(withinMs, { cause: error });
        }
        return joinBytes(written);
      },
      stop() {
        clearTimeout(late);
        // what still runs ends with an error, so that nobody waits for it
        void thread.kill();
        frame.stop();
      },
    };
  } catch (error) {
    frame.stop();
    throw error;
  }
}
