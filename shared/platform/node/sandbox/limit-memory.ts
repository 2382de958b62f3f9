// Kills a thread that holds more memory than it may. The heap has V8's own limit; buffers and WASM memory lie outside it, so the
// process is watched from outside. Linux tells a process's size for the price of reading a file; elsewhere only the heap is limited.
import { readFile } from 'node:fs/promises';
import { ChunkError } from '../../../runtime/chunk-error.ts';
import type { ThreadChannel } from '../../../runtime/drive-thread.ts';
import type { SpawnedThread } from './spawn-thread.ts';

const LOOK_EVERY_MS = 250;

export function limitMemory(thread: SpawnedThread, limitBytes: number): ThreadChannel {
  if (process.platform !== 'linux') return thread;
  let overran = false;
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();

  async function look() {
    const bytes = await residentBytes(thread.pid);
    if (bytes <= limitBytes || overran) return;
    overran = true;
    await thread.kill();
  }

  return {
    post: thread.post,
    kill: thread.kill,
    listen(arrived, died) {
      thread.listen(arrived, (error) => {
        clearInterval(timer);
        died(
          overran
            ? new ChunkError(
                'out-of-memory',
                `the kernel used more than ${Math.round(limitBytes / 1024 / 1024)} MiB`,
              )
            : error,
        );
      });
    },
  };
}

async function residentBytes(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has just ended
  }
}
