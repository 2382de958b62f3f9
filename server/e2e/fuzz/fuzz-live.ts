// Drives hostile messages into a coordinator over real sockets and real HTTP, with and without credentials, while a well-behaved device computes.
//   1  the fuzzed devices get no work; jobs of the well-behaved one must come out right
//   2  they get the leases of a job that is theirs to spoil
//   3  that job is removed: everything is as it was before
import { Agent } from 'node:http';
import { platform } from 'node:os';
import * as fc from 'fast-check';
import { seededRandom } from '../../../shared/testing/seeded-random.ts';
import type { TestIdentity } from '../test-coordinator.ts';
import { readCorpus } from './corpus.ts';
import { hostileHellos, hostileMessages, type HostileMessage } from './hostile-packets.ts';
import { type Credentials, hostileBytes, hostileRequests } from './hostile-requests.ts';
import { deviceSession, sendBytes, sendRequest, strangerSession, viewerSession } from './send-hostile.ts';
import { type Stage, startStage } from './stage.ts';

export interface LiveFuzz {
  seed: number;
  messages: number;
  /** Ends earlier, in good order, when this much time has gone by. */
  limitMs: number;
  onProgress?(sent: number, memory: NodeJS.MemoryUsage): void;
}

export interface LiveReport {
  sent: Record<'requests' | 'bytes' | 'device' | 'stranger' | 'viewer', number>;
  /** Mutations of valid ones. */
  mutated: number;
  /** HTTP answers by status; 0 stands for none. */
  statuses: Record<number, number>;
  goodJobs: number;
  seconds: number;
  /** After collection, MiB: at the start and after each tenth. */
  heap: number[];
  rss: number[];
}

const LANES = 6;
const TENTHS = 10;
const GOOD_JOB_CHUNKS = 400;
const SPOILED_CHUNKS = 20_000;
const SECOND_PHASE = 0.8;
const SPREAD = 200;

/** Values of an arbitrary one after the other, the same for the same seed. */
function* stream<T>(arbitrary: fc.Arbitrary<T>, seed: number): Generator<T, never> {
  for (let batch = 0; ; batch++) yield* fc.sample(arbitrary, { seed: seed + batch, numRuns: 100 });
}

const next = <T>(values: Generator<T, never>): T => values.next().value;
const take = <T>(values: Generator<T, never>, count: number): T[] =>
  Array.from({ length: count }, () => next(values));

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
  const report: LiveReport = {
    sent: { requests: 0, bytes: 0, device: 0, stranger: 0, viewer: 0 },
    mutated: 0,
    statuses: {},
    goodJobs: 0,
    seconds: 0,
    heap: [],
    rss: [],
  };
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
  const phase = { first: true };
  const lanes = identities.map((identity, i) =>
    fuzzLane(
      stage,
      identity,
      seed + i * 1_000_000,
      sacrifice,
      report,
      recent,
      () => share() < (phase.first ? SECOND_PHASE : 1),
    ),
  );
  const goodWork = (async () => {
    while (phase.first && share() < SECOND_PHASE) {
      await stage.finishJob(GOOD_JOB_CHUNKS);
      report.goodJobs++;
    }
  })();
  const watching = watch(stage, report, share, sent, onProgress);
  await Promise.all([...lanes.map((lane) => lane()), goodWork]);
  phase.first = false;
  await enable(true);
  await stage.api('POST', `/api/jobs/${sacrifice.id}/resume`);
  await Promise.all(lanes.map((lane) => lane()));
  await watching;

  await enable(false);
  await stage.api('POST', `/api/jobs/${sacrifice.id}/cancel`);
  await stage.api('DELETE', `/api/jobs/${sacrifice.id}`);
  await stage.finishJob(GOOD_JOB_CHUNKS);
  report.goodJobs++;
  const trouble = await stage.findTrouble();
  if (trouble !== null) throw new Error(trouble);
  compare(before, await stage.lookAround());
  return { ...report, seconds: (performance.now() - started) / 1000 };
}

async function sacrificeJob(stage: Stage): Promise<{ id: string; job: number; generation: number }> {
  const { id } = await stage.submit(SPOILED_CHUNKS, -100);
  await stage.api('POST', `/api/jobs/${id}/pause`);
  return { id, ...stage.numbersOf(id) };
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
  onProgress: LiveFuzz['onProgress'],
): Promise<void> {
  for (let tenth = 0; tenth <= TENTHS;) {
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

/** One sender: each call goes on until `goesOn` says no. */
function fuzzLane(
  stage: Stage,
  identity: TestIdentity,
  seed: number,
  sacrifice: { job: number; generation: number },
  report: LiveReport,
  recent: string[],
  goesOn: () => boolean,
): () => Promise<void> {
  const corpus = readCorpus();
  const random = seededRandom(seed);
  const requests = stream(hostileRequests(corpus), seed);
  const bytes = stream(hostileBytes(stage.port), seed);
  const messages = stream(hostileMessages(corpus, sacrifice), seed);
  const hellos = stream(hostileHellos(corpus), seed);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const tokens: Record<Credentials, string | null> = {
    none: null,
    wrong: 'x'.repeat(43),
    device: null,
    owner: stage.ownerToken,
  };

  const remember = (what: string) => {
    recent.push(what.slice(0, 300));
    recent.splice(0, recent.length - 30);
  };
  const count = (kind: keyof LiveReport['sent'], all: { mutated: boolean }[]) => {
    report.sent[kind] += all.length;
    report.mutated += all.filter(({ mutated }) => mutated).length;
  };
  const tell = (all: HostileMessage[]) =>
    all.forEach(({ packets }) =>
      remember(
        packets
          .map((packet) => (typeof packet === 'string' ? packet : Buffer.from(packet).toString('hex')))
          .join(' + '),
      ),
    );
  const where = () => ({
    port: stage.port,
    from:
      platform() === 'linux'
        ? `127.0.${1 + Math.floor(random() * SPREAD)}.${1 + Math.floor(random() * SPREAD)}`
        : undefined,
  });

  async function request(): Promise<void> {
    const hostile = next(requests);
    remember(
      `${hostile.method} ${hostile.path} as ${hostile.credentials} ${Buffer.from(hostile.body ?? [])
        .toString()
        .slice(0, 200)}`,
    );
    count('requests', [hostile]);
    const { status, text } = await sendRequest(where(), agent, tokens, hostile);
    report.statuses[status ?? -1] = (report.statuses[status ?? -1] ?? 0) + 1;
    if (status === 0 || (status !== null && status >= 500))
      throw new Error(`${hostile.method} ${hostile.path} was answered ${status}: ${text.slice(0, 500)}`);
    if (status !== null && status < 300 && hostile.method !== 'GET')
      throw new Error(
        `${hostile.method} ${hostile.path} as ${hostile.credentials} was taken: ${text.slice(0, 500)}`,
      );
  }

  const kinds: [weight: number, send: () => Promise<void>][] = [
    [60, request],
    [
      4,
      async () => {
        const raw = next(bytes);
        remember(Buffer.from(raw.bytes).toString('latin1'));
        count('bytes', [raw]);
        await sendBytes(where(), raw.bytes);
      },
    ],
    [
      10,
      async () => {
        const said = take(messages, 5);
        tell(said);
        count('device', said);
        const { blobToken } = await deviceSession(where(), random() < 0.25, identity, said);
        tokens.device = blobToken;
      },
    ],
    [
      5,
      async () => {
        const said = take(hellos, 2);
        tell(said);
        count('stranger', said);
        await strangerSession(where(), random() < 0.25, said);
      },
    ],
    [
      2,
      async () => {
        const said = take(messages, 2);
        count('viewer', said);
        await viewerSession(where(), random() < 0.5 ? stage.ownerToken : null, said);
      },
    ],
  ];
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0);

  return async () => {
    while (goesOn()) {
      let at = random() * total;
      const chosen = kinds.find(([weight]) => (at -= weight) < 0);
      await chosen?.[1]();
    }
    agent.destroy();
  };
}
