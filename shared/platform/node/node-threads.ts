// Compute threads of Node: one child process each, closed in by Node's permission model. Only scripts that are built in get
// node:zlib and node:crypto; where Node is too old to close the network (before 26), nothing else is run at all.
import { CoveyError } from '../../contract/errors.ts';
import type { Sha256 } from '../../contract/ids.ts';
import { driveThread } from '../../runtime/drive-thread.ts';
import type { ComputeThreads } from '../../runtime/ports.ts';
import { limitMemory } from './sandbox/limit-memory.ts';
import { createOrphanGuard } from './sandbox/orphan-guard.ts';
import { spawnThread } from './sandbox/spawn-thread.ts';

export interface NodeThreadsOptions {
  builtIn: ReadonlySet<Sha256>;
  /** Heap of one thread; what it holds outside the heap is watched from outside. */
  heapMiB?: number;
  memoryMiB?: number;
  /** Below the person’s own programs; the default. */
  lowPriority?: boolean;
  /** For tests: the version this Node claims to be. */
  nodeMajor?: number;
}

const FIRST_CLOSED_NODE = 26;
/** An empty thread of Node with a built kernel. */
const NODE_MIB = 128;

export function nodeThreads(options: NodeThreadsOptions): ComputeThreads {
  const {
    builtIn,
    heapMiB = 512,
    memoryMiB = 2048,
    lowPriority = true,
    nodeMajor = Number(process.versions.node.split('.')[0]),
  } = options;
  const guard = createOrphanGuard();
  return {
    async open({ sha, source, kernel, memoryMiB: wanted }) {
      const native = builtIn.has(sha);
      if (!native && nodeMajor < FIRST_CLOSED_NODE) {
        throw new CoveyError(
          'forbidden',
          `kernel ${kernel} is not built in, and Node ${process.versions.node} cannot keep job code off the network; run Covey with Node ${FIRST_CLOSED_NODE} or newer`,
        );
      }
      const heap = Math.min(wanted ?? heapMiB, memoryMiB);
      // Node itself is in memory too, before a script has allocated anything
      const most = Math.min(memoryMiB, wanted === undefined ? memoryMiB : wanted + NODE_MIB);
      const spawned = await spawnThread({ source, native, heapMiB: heap, guard, lowPriority });
      return driveThread(limitMemory(spawned, most * 1024 * 1024));
    },
  };
}
