// The work a device has at hand: leases and the runs on its threads, from the lease's arrival until each of its chunks is finished, failed,
// handed back [P11], taken back [P16] or dropped. Whether it may start anything is contribution.ts's to know; results are delivery.ts's.
import type { ChunkRange, Lease } from '../../contract/chunk.ts';
import type { JobNumber } from '../../contract/ids.ts';
import type { Command } from '../contribution-messages.ts';
import { createHeldLeases } from './held-leases.ts';
import { createRunningChunks, type Run, unfinishedOf } from './running-chunks.ts';

interface Parts {
  command(command: Command): void;
  isConnected(): boolean;
  mayStart(): boolean;
}

export function createWorkAtHand({ command, isConnected, mayStart }: Parts) {
  const leases = createHeldLeases();
  const runs = createRunningChunks();

  function giveBack(lease: Lease, ranges: ChunkRange[]) {
    // Offline, the next hello simply does not name them [P18].
    if (isConnected())
      command({ type: 'sendReturned', returned: { leaseId: lease.leaseId, job: lease.job, ranges } });
  }

  function giveBackLeases() {
    for (const { lease, ranges } of leases.release()) giveBack(lease, ranges);
  }

  function giveBackUnstarted() {
    giveBackLeases();
    for (const run of runs.all())
      if (run.many && run.slot !== null) command({ type: 'halt', slot: run.slot, run: run.id });
  }

  function kill(run: Run, handBack: boolean) {
    command({ type: 'kill', slot: run.slot, run: run.id });
    runs.end(run);
    leases.finish(run.held, run.end - run.next);
    if (handBack) giveBack(run.held.lease, [unfinishedOf(run)]);
  }

  /** Frees the thread; what was not started is run later, or handed back when there is no later. */
  function end(run: Run) {
    runs.end(run);
    if (run.next >= run.end) return;
    leases.putBack(run.held, unfinishedOf(run));
    if (!mayStart()) giveBackLeases();
  }

  function runOneByOne(run: Run) {
    run.held.single = true;
    end(run);
  }

  /** Of a lease this device does not know: everything that is not under way. It never arrived, and must not stay leased for ever. */
  const unknownToMe = ({ job, first, count }: { job: JobNumber } & ChunkRange): ChunkRange[] =>
    runs.isRunning(job, { first, count }) ? [] : [{ first, count }];

  return {
    /** False when nothing of it is new, or nothing may be started. */
    take(lease: Lease): boolean {
      if (mayStart()) return leases.add(lease, runs.rangesOf(lease.job, lease.generation)) !== null;
      giveBack(lease, [{ first: lease.first, count: lease.count }]);
      return false;
    },
    /** Fills the idle threads. */
    start(threads: number, now: number) {
      if (!mayStart()) return;
      const idle = runs.idleSlots(threads);
      for (const [i, slot] of idle.entries()) {
        const pick = leases.pick(idle.length - i);
        if (!pick) return;
        const { id: run, held, many } = runs.start(slot, pick, now);
        const { first, count } = pick;
        if (many) command({ type: 'runMany', run, slot, lease: held.lease, first, count });
        else command({ type: 'runOne', run, slot, lease: held.lease, index: first });
      }
    },
    /** Undefined for a run that was given up. */
    run: (id: number) => runs.get(id),
    finish(run: Run, chunks: number) {
      run.next += chunks;
      leases.finish(run.held, chunks);
    },
    /** `ms` at full duty that its only chunk took; its result is still on the way up. */
    freeThread(run: Run, ms: number) {
      leases.measure(run.held, 1, ms);
      runs.freeThread(run);
    },
    /** `ms` at full duty that the run took. */
    measure(run: Run, ms: number) {
      if (run.slot !== null) leases.measure(run.held, run.next - run.first, ms);
    },
    end,
    runOneByOne,
    giveBackUnstarted,
    giveBackAll() {
      giveBackUnstarted();
      for (const run of runs.all()) kill(run, true);
    },
    takeBack: (ask: { leaseId: number; job: JobNumber } & ChunkRange) =>
      leases.takeBack(ask) ?? unknownToMe(ask),
    drop(job: JobNumber, generation: number) {
      for (const run of runs.all())
        if (run.held.lease.job === job && run.held.lease.generation <= generation) kill(run, false);
      leases.drop(job, generation);
    },
    holding: () => runs.holding(leases),
    runs: () => runs.count(),
    isEmpty: () => runs.count() === 0 && leases.unstarted() === 0,
    chunks: () => leases.unstarted() + runs.chunks(),
    /** The lease of the oldest run, for screens. */
    current: (): Lease | null => runs.oldest()?.held.lease ?? null,
    /** The next chunk that will be started, so that its input can be fetched before. */
    upcoming(): { lease: Lease; index: number } | null {
      const held = leases.all().find((candidate) => candidate.unstarted.length > 0);
      const range = held?.unstarted[0];
      return held && range ? { lease: held.lease, index: range.first } : null;
    },
  };
}
