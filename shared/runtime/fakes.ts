// Hand-written stand-ins for the ports of a contribution: a coordinator behind a link, threads that compute when told to, an
// outbox in memory, and a clock that stands still until it is moved. For tests only.
import type { ChunkFailure, Lease } from '../contract/chunk.ts';
import type { DeviceStatus } from '../contract/device.ts';
import type { BatchReply, Hello, Reply, Returned, Steering, Welcome } from '../contract/device-messages.ts';
import type { DeviceId, JobId, JobNumber, ServerId, Sha256 } from '../contract/ids.ts';
import { parseBatch, recordBytes, recordByReference, recordIndex } from '../contract/result-batch.ts';
import { ChunkError } from './chunk-error.ts';
import type {
  Clock,
  ComputeThread,
  ComputeThreads,
  Hashing,
  Link,
  LinkListener,
  ManyListener,
  ManyTask,
  Outbox,
  StoredBatch,
  ThreadListener,
  ThreadTask,
} from './ports.ts';

export const JOB = 7 as JobNumber;

export function fakeLease(first: number, count: number, change: Partial<Lease> = {}): Lease {
  return {
    leaseId: 100 + first,
    job: JOB,
    jobId: `job_${'0'.repeat(32)}` as JobId,
    jobName: 'films',
    generation: 1,
    kernel: 'test',
    script: 'a'.repeat(64) as Sha256,
    params: {},
    first,
    count,
    chunks: Array.from({ length: count }, () => ({ input: [] })),
    expectedSeconds: 1,
    termMs: 30_000,
    limitMs: 60_000,
    ...change,
  };
}

export function fakeClock() {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    utc: () => 1_700_000_000_000 + now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
  };
  return {
    clock,
    waiting: () => timers.length,
    /** Moves on, ringing what is due in order, with room for what follows from it. */
    async pass(ms: number) {
      const end = now + ms;
      for (;;) {
        await settle();
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets everything happen that needs no time. */
export async function settle() {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

const steering: Steering = { enabled: true, approved: true, throttle: 1, swarm: 'running', quarantine: null };

/** A coordinator as seen through a link. Replies to batches only when told, so that a test can cut the connection in between. */
export function fakeCoordinator() {
  let listener: LinkListener | null = null;
  let connected = false;
  let open: { answer: (reply: BatchReply) => void; lose: (error: Error) => void }[] = [];
  const seen = {
    hellos: [] as Hello[],
    statuses: [] as DeviceStatus[],
    returned: [] as Returned[],
    failed: [] as ChunkFailure[],
    batches: [] as { indices: number[]; bytes: number[][]; byReference: boolean[] }[],
    parts: new Map<Sha256, Uint8Array>(),
    fetches: [] as Sha256[],
    goodbyes: 0,
    leaves: 0,
    stops: 0,
  };
  const state = { autoReply: true, fetchFails: 0, helloAnswer: null as Reply<Welcome> | null };
  const gone = () => new Error('the connection is gone');

  const link: Link = {
    start: (heard) => void (listener = heard),
    stop: () => Promise.resolve(void seen.stops++),
    hello(hello) {
      seen.hellos.push(hello);
      return Promise.resolve(
        state.helloAnswer ?? {
          ok: true,
          value: {
            device: 1 as never,
            name: 'phone',
            swarmName: 'home',
            steering,
            blobToken: `token${seen.hellos.length}`,
          },
        },
      );
    },
    results(bytes) {
      const batch = parseBatch(bytes);
      if (!connected || !batch) return Promise.reject(gone());
      const at = Array.from(batch.offsets);
      seen.batches.push({
        indices: at.map((offset) => recordIndex(batch.view, offset)),
        bytes: at.map((offset) => [...recordBytes(batch, offset)]),
        byReference: at.map((offset) => recordByReference(batch.view, offset)),
      });
      if (state.autoReply) return Promise.resolve({ status: 'recorded' });
      return new Promise((answer, lose) => open.push({ answer, lose }));
    },
    failed(failure) {
      if (!connected) return Promise.reject(gone());
      seen.failed.push(failure);
      return Promise.resolve({ status: 'recorded' });
    },
    status: (status) => void seen.statuses.push(status),
    returned: (returned) => void seen.returned.push(returned),
    goodbye: () => Promise.resolve(void seen.goodbyes++),
    leave: () => Promise.resolve(void seen.leaves++),
    handover: () =>
      connected ? Promise.resolve({ token: 'handover', expiresInMs: 120_000 }) : Promise.reject(gone()),
    fetchPart(sha) {
      seen.fetches.push(sha);
      if (!connected) return Promise.reject(gone());
      if (state.fetchFails > 0) return Promise.reject(new Error(`no luck (${state.fetchFails--} to go)`));
      return Promise.resolve(seen.parts.get(sha) ?? new Uint8Array(0));
    },
    putPart(sha, bytes) {
      if (!connected) return Promise.reject(gone());
      seen.parts.set(sha, bytes.slice());
      return Promise.resolve();
    },
    setBlobToken: () => {},
  };

  const say = () => listener ?? raise('the link was not started');
  return {
    link,
    seen,
    state,
    say,
    async connect() {
      connected = true;
      say().challenged({
        serverId: 'srv_1' as ServerId,
        nonce: `nonce${seen.hellos.length}`,
        protocol: { oldest: 1, newest: 1 },
      });
      await settle();
    },
    async disconnect() {
      connected = false;
      for (const { lose } of open) lose(gone());
      open = [];
      say().disconnected();
      await settle();
    },
    async reply(reply: BatchReply = { status: 'recorded' }) {
      for (const { answer } of open) answer(reply);
      open = [];
      await settle();
    },
    async lease(lease: Lease) {
      say().leased(lease);
      await settle();
    },
  };
}

const raise = (message: string): never => {
  throw new Error(message);
};

interface FakeRun {
  task: ThreadTask;
  listener: ThreadListener;
  finish(cpuMs?: number): Promise<void>;
  fail(error: ChunkError): Promise<void>;
}
interface FakeMany {
  task: ManyTask;
  listener: ManyListener;
  end(next: number, outgrew?: boolean): Promise<void>;
  fail(error: ChunkError): Promise<void>;
}

/** Threads that do nothing by themselves: a test finishes their runs. */
export function fakeThreads() {
  const runs: FakeRun[] = [];
  const many: FakeMany[] = [];
  const opened: { duty: number; halts: number; killed: boolean; source: Uint8Array }[] = [];
  const state = { openFails: null as Error | null };

  const threads: ComputeThreads = {
    open({ source }) {
      if (state.openFails) return Promise.reject(state.openFails);
      const mine = { duty: 1, halts: 0, killed: false, source };
      opened.push(mine);
      let abandon: (error: ChunkError) => void = () => {};
      const under = <T>(start: (resolve: (value: T) => void, reject: (error: ChunkError) => void) => void) =>
        new Promise<T>((resolve, reject) => {
          abandon = reject;
          start(resolve, reject);
        });
      const thread: ComputeThread = {
        run: (task, listener) =>
          under((resolve, reject) => {
            runs.push({
              task,
              listener,
              finish: (cpuMs = 1) => (resolve({ cpuMs }), settle()),
              fail: (error) => (reject(error), settle()),
            });
          }),
        runMany: (task, listener) =>
          under((resolve, reject) => {
            many.push({
              task,
              listener,
              end: (next, outgrew = false) => (resolve({ next, outgrew }), settle()),
              fail: (error) => (reject(error), settle()),
            });
          }),
        halt: () => void mine.halts++,
        setDuty: (duty) => void (mine.duty = duty),
        kill() {
          mine.killed = true;
          abandon(new ChunkError('thread-died', 'killed'));
          return Promise.resolve();
        },
      };
      return Promise.resolve(thread);
    },
  };
  return {
    threads,
    runs,
    many,
    opened,
    state,
    /** The newest run of this chunk. */
    runOf: (index: number) =>
      runs.findLast(({ task }) => task.index === index) ?? raise(`chunk ${index} was not started`),
    started: () => runs.map(({ task }) => task.index),
  };
}

/** Lives over a restart of the contribution, as a file does. */
export function fakeOutbox() {
  const stored = new Map<number, StoredBatch>();
  const state = { fails: false, closed: 0 };
  let lastId = 0;
  const outbox: Outbox = {
    load: () => Promise.resolve([...stored.values()]),
    add(batch) {
      if (state.fails) return Promise.reject(new Error('no space left'));
      stored.set(++lastId, { ...batch, id: lastId });
      return Promise.resolve(lastId);
    },
    remove(ids) {
      for (const id of ids) stored.delete(id);
      return Promise.resolve();
    },
    close: () => Promise.resolve(void state.closed++),
  };
  return { outbox, stored, state };
}

/** Not SHA-256, but as long, and different for different lengths and first bytes. */
export const fakeHashing: Hashing = {
  digest: (bytes) => new Uint8Array(16).fill(bytes[0] ?? 0),
  hashPart: (bytes) =>
    Promise.resolve(`${bytes.length.toString(16)}${(bytes[0] ?? 0).toString(16)}`.padEnd(64, '0') as Sha256),
};

export const fakeIdentity = {
  deviceId: `dev_${'0'.repeat(32)}` as DeviceId,
  sign: (text: string) => Promise.resolve(`signed ${text}`),
};
