// The compute threads of a device, by slot: each keeps the thread of the script it ran last and opens another when the script
// changes, or when it holds an owner's own code and the job changes: what such code leaves behind must not reach another job. Throwing a thread away is always possible, also while it opens.
import type { Lease } from '../../contract/chunk.ts';
import type { Sha256 } from '../../contract/ids.ts';
import { ownerLimits, runsOwnerCode } from '../../kernels/owner-code/owner-limits.ts';
import type { ComputeThread, ComputeThreads } from '../ports.ts';

/** Threads start their slices this far apart, divided by their number. */
const PHASE_MS = 80;

interface Slot {
  /** Leases with the same may use its thread. */
  owner: string;
  thread: Promise<ComputeThread>;
  opened: ComputeThread | null;
  thrownAway: boolean;
}

/** Built-in kernels keep nothing from one chunk to the next, and starting a thread takes time. */
const ownerOf = ({ script, kernel, job, generation }: Lease) =>
  runsOwnerCode(kernel) ? `${script} ${job} ${generation}` : script;

export function createThreadPool(threads: ComputeThreads, fetchScript: (sha: Sha256) => Promise<Uint8Array>) {
  const slots = new Map<number, Slot>();
  const ending = new Set<Promise<unknown>>();
  let duty = 1;
  let size = 1;

  const restFirst = (slot: number) => (PHASE_MS * slot) / Math.max(1, size);

  function throwAway(slot: number) {
    const old = slots.get(slot);
    if (!old) return;
    slots.delete(slot);
    old.thrownAway = true;
    const ended = old.thread.then((thread) => thread.kill()).catch(() => {});
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  }

  function open(slot: number, lease: Lease): Slot {
    const limits = ownerLimits(lease.kernel, lease.params);
    const opening: Slot = {
      owner: ownerOf(lease),
      opened: null,
      thrownAway: false,
      thread: fetchScript(lease.script).then((source) =>
        threads.open({
          sha: lease.script,
          source,
          kernel: lease.kernel,
          ...(limits && { memoryMiB: limits.memoryMiB }),
        }),
      ),
    };
    slots.set(slot, opening);
    opening.thread.then(
      (thread) => {
        opening.opened = thread;
        if (!opening.thrownAway) thread.setDuty(duty, restFirst(slot));
      },
      () => {
        if (slots.get(slot) === opening) slots.delete(slot);
      },
    );
    return opening;
  }

  return {
    /** A thread with the lease's script. Rejects when it cannot be opened. */
    thread(slot: number, lease: Lease): Promise<ComputeThread> {
      const present = slots.get(slot);
      if (present?.owner === ownerOf(lease)) return present.thread;
      throwAway(slot);
      return open(slot, lease).thread;
    },
    setDuty(next: number) {
      duty = next;
      for (const [slot, { opened }] of slots) opened?.setDuty(duty, restFirst(slot));
    },
    /** Slots from `next` on are not used any more; one that is busy is closed when it comes free. */
    setSize(next: number, isBusy: (slot: number) => boolean) {
      size = next;
      for (const slot of slots.keys()) if (slot >= size && !isBusy(slot)) throwAway(slot);
    },
    /** The slot's run is over. */
    free(slot: number) {
      if (slot >= size) throwAway(slot);
    },
    halt(slot: number) {
      slots.get(slot)?.opened?.halt();
    },
    throwAway,
    /** Resolves when no thread is left. */
    async close() {
      for (const slot of slots.keys()) throwAway(slot);
      await Promise.all(ending);
    },
  };
}

export type ThreadPool = ReturnType<typeof createThreadPool>;
