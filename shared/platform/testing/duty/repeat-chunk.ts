// Keeps a thread at work: the same chunk again and again until it is stopped. Runs in Node and in a page.
import type { ComputeThread } from '../../../runtime/ports.ts';
import type { DutyWork } from './duty-work.ts';

const PIECE_BYTES = 1024 * 1024;

/** Like text: neither noise nor all the same. */
function somePiece(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let x = 1;
  for (let i = 0; i < bytes.length; i++) {
    x = (x * 48271) % 2147483647;
    bytes[i] = 97 + ((x >>> 8) % 13);
  }
  return bytes;
}

export interface Repeating {
  /** Rejects when a chunk failed. Never resolves. */
  failed: Promise<never>;
  /** Resolves when the present chunk has ended. Rejects when a chunk failed. */
  stop(): Promise<void>;
}

export function repeatChunk(
  thread: ComputeThread,
  { params, args, inputSize }: Omit<DutyWork, 'text'>,
): Repeating {
  // made once: what is measured is the thread, not who feeds it
  const piece = inputSize > 0 ? somePiece(PIECE_BYTES) : new Uint8Array(0);
  let isStopped = false;
  const listener = {
    read: async (_offset: number, length: number) => (length === piece.length ? piece : somePiece(length)),
    write: async () => undefined,
    progress: () => undefined,
  };
  const running = (async () => {
    for (let index = 0; !isStopped; index++)
      await thread.run({ index, params, args, input: [], inputSize }, listener);
  })();
  const failed = new Promise<never>((_, reject) => void running.catch(reject));
  failed.catch(() => undefined); // whoever measures hears of it
  return {
    failed,
    stop() {
      isStopped = true;
      thread.setDuty(1);
      return running;
    },
  };
}
