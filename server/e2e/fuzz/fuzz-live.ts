// Drives hostile messages into a coordinator over real sockets and real HTTP, with and without credentials, while a well-behaved device computes.
//   1  the fuzzed devices get no work; jobs of the well-behaved one must come out right
//   2  they get the leases of a job that is theirs to spoil
//   3  that job is removed: everything is as it was before
import { fuzzLane } from './fuzz-lane.ts';
import { emptyReport, type LiveReport } from './live-report.ts';
import { type Stage, startStage } from './stage.ts';

export interface LiveFuzz {
  seed: number;
  messages: number;
  /** Ends earlier, in good order, when this much time has gone by. */
  limitMs: number;
  onProgress?(sent: number, memory: NodeJS.MemoryUsage): void;
}

const LANES = 12;
const TENTHS = 10;
const GOOD_JOB_CHUNKS = 400;
const SPOILED_CHUNKS = 20_000;
const SECOND_PHASE = 0.8;
const MOST_HEAP_GROWTH_MIB = 12;
const MOST_RSS_GROWTH_MIB = 80;

/** @throws Error that says what is no longer as it should be, and how to replay it. */
export async function fuzzLive(options: LiveFuzz): Promise<LiveReport> {
  const stage = await startStage();
  const recent: string[] = [];
  try {
    return await run(stage, options, recent);
  } catch (error) {
    throw new Error(
      `${(await stage.findTrouble()) ?? (error instanceof Error ? error.message : String(error))}\nlast sent:\n${recent.join('\n')}\nreplay: COVEY_SEED=${options.seed} npm run soak -- fuzz`,
      { cause: error },
    );
  } finally {
    await stage.stop();
  }
}

async function run(stage: Stage, { seed, messages, limitMs, onProgress }: LiveFuzz, recent: string[]) {
  const started = performance.now();
  const report = emptyReport();
  const identities = await Promise.all(
    Array.from({ length: LANES }, (_, i) => stage.join(`fuzzed ${i + 1}`)),
  );
  const enable = (enabled: boolean) =>
    Promise.all(
      identities.map(({ deviceId }) => stage.api('PATCH', `/api/devices/${deviceId}`, { enabled })),
    );
  await stage.finishJob(GOOD_JOB_CHUNKS);
  await enable(false);
  const before = await stage.lookAround();
  const sacrifice = await sacrificeJob(stage);

  const sent = () => Object.values(report.sent).reduce((sum, each) => sum + each, 0);
  const share = () => Math.max(sent() / messages, (performance.now() - started) / limitMs);
  const phase = { first: true, failed: false };
  const goesOn = () => !phase.failed && share() < (phase.first ? SECOND_PHASE : 1);
  const lanes = identities.map((identity, i) =>
    fuzzLane(stage, identity, seed + i * 1_000_000, sacrifice, report, recent, goesOn),
  );
  async function goodWork(): Promise<void> {
    while (goesOn()) {
      await stage.finishJob(GOOD_JOB_CHUNKS);
      report.goodJobs++;
    }
  }
  async function bothPhases(): Promise<void> {
    await Promise.all([...lanes.map((lane) => lane()), goodWork()]);
    phase.first = false;
    await enable(true);
    await stage.api('POST', `/api/jobs/${sacrifice.id}/resume`);
    await Promise.all(lanes.map((lane) => lane()));
  }
  // whoever fails first says why; the others only stop
  await Promise.all(
    [bothPhases(), watch(stage, report, share, sent, () => phase.failed, onProgress)].map((work) =>
      work.catch((error: unknown) => {
        phase.failed = true;
        throw error;
      }),
    ),
  );

  await enable(false);
  await stage.api('POST', `/api/jobs/${sacrifice.id}/cancel`);
  await stage.api('DELETE', `/api/jobs/${sacrifice.id}`);
  await stage.finishJob(GOOD_JOB_CHUNKS);
  report.goodJobs++;
  const trouble = await stage.findTrouble();
  if (trouble !== null) throw new Error(trouble);
  compare(before, await stage.lookAround());
  requireFlat('heap', report.heap, MOST_HEAP_GROWTH_MIB);
  requireFlat('resident memory', report.rss, MOST_RSS_GROWTH_MIB);
  return { ...report, seconds: (performance.now() - started) / 1000 };
}

async function sacrificeJob(stage: Stage): Promise<{ id: string; job: number; generation: number }> {
  const { id } = await stage.submit(SPOILED_CHUNKS, -100);
  await stage.api('POST', `/api/jobs/${id}/pause`);
  return { id, ...stage.numbersOf(id) };
}

/** From the second tenth on: what is loaded and compiled on first use is there by then. */
function requireFlat(what: string, tenths: readonly number[], mostMiB: number): void {
  const early = tenths[2] ?? 0;
  const growth = (tenths.at(-1) ?? 0) - early;
  if (growth > mostMiB)
    throw new Error(`the ${what} of the coordinator grew by ${growth} MiB: ${tenths.join(', ')}`);
}

function compare(before: unknown, after: unknown): void {
  const parts = Object.keys(before as object).filter(
    (key) =>
      JSON.stringify((before as Record<string, unknown>)[key]) !==
      JSON.stringify((after as Record<string, unknown>)[key]),
  );
  const show = (of: unknown) =>
    JSON.stringify(parts.map((key) => (of as Record<string, unknown>)[key])).slice(0, 3000);
  if (parts.length > 0)
    throw new Error(`${parts.join(', ')} changed from\n${show(before)}\nto\n${show(after)}`);
}

/** Looks after each tenth; ends with the last. */
async function watch(
  stage: Stage,
  report: LiveReport,
  share: () => number,
  sent: () => number,
  isOver: () => boolean,
  onProgress: LiveFuzz['onProgress'],
): Promise<void> {
  for (let tenth = 0; tenth <= TENTHS && !isOver();) {
    if (share() < tenth / TENTHS) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    tenth++;
    const memory = await stage.memory();
    report.heap.push(Math.round(memory.heapUsed / 2 ** 20));
    report.rss.push(Math.round(memory.rss / 2 ** 20));
    onProgress?.(sent(), memory);
    const trouble = await stage.findTrouble();
    if (trouble !== null) throw new Error(trouble);
  }
}
