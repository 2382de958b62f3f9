// Carries out runs: gets a thread with the right script, serves its reads and writes, watches its time, and tells what became of it.
// Which chunk runs where and when is decided by contribution.ts.
import type { ChunkFailure, Lease } from '../../contract/chunk.ts';
import { EPOCH_2020_S } from '../../contract/result-batch.ts';
import { ownerLimits } from '../../kernels/owner-code/owner-limits.ts';
import { ChunkError } from '../chunk-error.ts';
import type { Collector } from '../bytes/collect-results.ts';
import type { Command, Happening } from '../contribution-messages.ts';
import type { PartCache } from '../bytes/part-cache.ts';
import type { Clock, ComputeThread, Hashing, Link } from '../ports.ts';
import { inputSize, readInput } from '../bytes/read-input.ts';
import { type Connectivity, retryTransfer } from '../bytes/retry-transfer.ts';
import type { ThreadPool } from './thread-pool.ts';
import { type TimeWatch, watchTime } from './watch-time.ts';
import { createResultSink } from '../bytes/write-result.ts';

export interface ChunkRunnerParts {
  pool: ThreadPool;
  cache: PartCache;
  collector: Collector;
  link: Link;
  hashing: Hashing;
  clock: Clock;
  connectivity: Connectivity;
  /** False for a run that was given up. */
  isWanted(run: number): boolean;
  tell(happening: Happening): void;
  /** For meters: chunks done, bytes of input read, CPU ms. */
  onWork(lease: Lease, chunks: number, bytes: number, cpuMs: number): void;
}

interface ActiveRun {
  /** null once the thread is free for another run. */
  slot: number | null;
  watch: TimeWatch | null;
  /** What the thread said last of its chunk. */
  share: number;
  abort: AbortController;
}

type RunOne = Extract<Command, { type: 'runOne' }>;
type RunMany = Extract<Command, { type: 'runMany' }>;

export function createChunkRunner(parts: ChunkRunnerParts) {
  const { pool, cache, collector, link, hashing, clock, connectivity, isWanted, tell, onWork } = parts;
  const active = new Map<number, ActiveRun>();
  let duty = 1;

  function collect(lease: Lease, index: number, cpuMs: number, bytes: Uint8Array, byReference: boolean) {
    const start = Math.max(0, Math.floor(clock.utc() / 1000) - EPOCH_2020_S);
    collector.add(lease.job, lease.generation, {
      index,
      start,
      cpu: cpuMs * 1000,
      digest: hashing.digest(bytes),
      byReference,
      bytes,
    });
  }

  /** Opens the thread, runs `work` on it with its time watched, and tells how it ended. */
  async function carryOut(
    command: RunOne | RunMany,
    work: (thread: ComputeThread, run: ActiveRun, watch: TimeWatch) => Promise<{ outgrew: boolean }>,
  ) {
    const { run, slot, lease } = command;
    const mine: ActiveRun = { slot, watch: null, share: 0, abort: new AbortController() };
    active.set(run, mine);
    let isOver = false;
    // the owner knows better than we what their code should take
    const limitMs = ownerLimits(lease.kernel, lease.params)?.timeMs ?? lease.limitMs;
    try {
      const thread = await openThread(slot, lease);
      if (!isWanted(run)) return;
      mine.watch = watchTime(clock, limitMs, duty, () => {
        isOver = true;
        mine.abort.abort(new ChunkError('out-of-time', 'the chunk ran too long'));
        if (mine.slot !== null) pool.throwAway(mine.slot);
      });
      tell({ type: 'runEnded', run, ...(await work(thread, mine, mine.watch)) });
    } catch (error) {
      const late = new ChunkError(
        'out-of-time',
        `the chunk ran longer than ${Math.round(limitMs / 1000)} s${mine.share > 0 ? `; ${Math.floor(mine.share * 100)} % of it was done` : ''}`,
      );
      const { code, message } = isOver ? late : asChunkError(error);
      if (code !== 'threw' && code !== 'input-unavailable' && mine.slot !== null) pool.throwAway(mine.slot);
      tell({
        type: code === 'threw' || code === 'input-unavailable' ? 'chunkFailed' : 'runLost',
        run,
        code,
        message,
      });
    } finally {
      mine.watch?.stop();
      active.delete(run);
      if (mine.slot !== null) pool.free(mine.slot);
    }
  }

  async function openThread(slot: number, lease: Lease): Promise<ComputeThread> {
    try {
      return await pool.thread(slot, lease);
    } catch (error) {
      // A script that cannot be loaded is the fault of no particular chunk, but each of them has to be given to somebody else.
      throw error instanceof ChunkError
        ? error
        : new ChunkError('threw', (error as Error).message, { cause: error });
    }
  }

  return {
    setDuty(next: number) {
      duty = next;
      for (const { watch } of active.values()) watch?.setDuty(duty);
    },

    runOne: (command: RunOne) =>
      carryOut(command, async (thread, mine, watch) => {
        const { run, lease, index } = command;
        const spec = lease.chunks?.[index - lease.first];
        const input = spec?.input ?? [];
        const size = inputSize(input);
        const transfer = <T>(attempt: () => Promise<T>) =>
          retryTransfer(attempt, clock, connectivity, mine.abort.signal);
        const sink = createResultSink(
          (bytes) => hashing.hashPart(bytes),
          (sha, bytes) => transfer(() => link.putPart(sha, bytes, mine.abort.signal)),
          ownerLimits(lease.kernel, lease.params)?.resultBytes,
        );
        let unreadable: ChunkError | null = null;
        const read = async (offset: number, length: number) => {
          try {
            return await watch.whileWaiting(readInput(input, cache, offset, length));
          } catch (error) {
            unreadable = new ChunkError('input-unavailable', (error as Error).message, { cause: error });
            throw unreadable;
          }
        };
        const outcome = await thread
          .run(
            { index, params: lease.params, args: spec?.args, input, inputSize: size },
            {
              read,
              write: (bytes) => watch.whileWaiting(sink.write(bytes)),
              progress: (share) => (mine.share = Math.min(1, Math.max(0, share))),
            },
          )
          .catch((error: unknown) => {
            throw unreadable ?? error;
          });
        // the thread goes on with another chunk while this one's result travels
        watch.stop();
        mine.slot = null;
        pool.free(command.slot);
        if (isWanted(run)) tell({ type: 'threadFreed', run });
        const { bytes, byReference } = await sink.finish();
        if (isWanted(run)) {
          collect(lease, index, outcome.cpuMs, bytes, byReference);
          onWork(lease, 1, size, outcome.cpuMs);
          tell({ type: 'chunksFinished', run, count: 1 });
        }
        return { outgrew: false };
      }),

    runMany: (command: RunMany) =>
      carryOut(command, async (thread, _mine, watch) => {
        const { run, lease, first, count } = command;
        const { outgrew } = await thread.runMany(
          { first, count, params: lease.params },
          {
            finished(from, results, cpuMs) {
              if (!isWanted(run)) return;
              watch.restart();
              for (const [i, bytes] of results.entries())
                collect(lease, from + i, cpuMs / results.length, bytes, false);
              onWork(lease, results.length, 0, cpuMs);
              tell({ type: 'chunksFinished', run, count: results.length });
            },
          },
        );
        return { outgrew };
      }),

    /** Ends the run's thread; nothing more is told of it. */
    kill(run: number, slot: number | null) {
      active.get(run)?.abort.abort(new Error('the run was given up'));
      if (slot !== null) pool.throwAway(slot);
    },

    isBusy: (slot: number) => [...active.values()].some((run) => run.slot === slot),
  };
}

function asChunkError(error: unknown): { code: ChunkFailure['code']; message: string } {
  if (error instanceof ChunkError) return error;
  return { code: 'thread-died', message: error instanceof Error ? error.message : String(error) };
}
