// Joins the contribution's state machine to its ports: every answer of the link, a thread or the outbox becomes a happening, every
// command of the machine a call. Keeps no rules of its own; those are in contribution.ts.
import type { Lease } from '../contract/chunk.ts';
import type { Capabilities } from '../contract/device.ts';
import { challengeText, HEARTBEAT_MS } from '../contract/device-messages.ts';
import { PROTOCOL_VERSION } from '../contract/version.ts';
import { isHandheld } from '../governor/constants.ts';
import { createSlowdownMeter } from '../governor/measure-slowdown.ts';
import { createCollector } from './bytes/collect-results.ts';
import { createDelivery } from './bytes/deliver-batches.ts';
import { followConnection } from './bytes/follow-connection.ts';
import { createContribution } from './contribution.ts';
import type { Command, Happening } from './contribution-messages.ts';
import type {
  ContributionEvent,
  ContributionLine,
  ContributionStatus,
  PersonSettings,
} from './contribution-view.ts';
import { createContributionReport } from './contribution-report.ts';
import { createPartCache } from './bytes/part-cache.ts';
import type {
  Clock,
  ComputeThreads,
  Hashing,
  Identity,
  Link,
  LinkListener,
  Outbox,
  Sensors,
} from './ports.ts';
import { retryTransfer } from './bytes/retry-transfer.ts';
import { isSettledWithin } from './settle-within.ts';
import { createChunkRunner } from './threads/run-chunks.ts';
import { createThreadPool } from './threads/thread-pool.ts';

export interface ContributionPorts {
  link: Link;
  threads: ComputeThreads;
  outbox: Outbox;
  sensors: Sensors;
  clock: Clock;
  identity: Identity;
  hashing: Hashing;
  capabilities: Capabilities;
  /** Bytes of input parts kept in memory: 64 MiB in Node, 24 MiB in browsers. */
  cacheBytes: number;
}

export interface Contribution {
  /** Idempotent. Resolves when the outbox is read and the link was started. */
  start(): Promise<void>;
  /**
   * Idempotent. With `drain` everything not started is handed back, results are delivered (bounded) and the coordinator is told
   * goodbye; without, it leaves at once and the outbox keeps what was not acknowledged. With `forGood` the coordinator forgets the device, when
   * it can be reached.
   */
  stop(how: { drain: boolean; forGood?: boolean }): Promise<void>;
  /** A one-time token by which another origin of this device takes over its identity; good for two minutes. @throws CoveyError */
  handover(): Promise<{ token: string; expiresInMs: number }>;
  configure(change: Partial<PersonSettings>): void;
  status(): ContributionStatus;
  /** The last 50, oldest first. */
  lines(): ContributionLine[];
}

/** What runs may go on so long after `stop({ drain: true })` … */
const DRAIN_RUNS_MS = 3000;
/** … and the acknowledgements may take so long after that. */
const DRAIN_ANSWERS_MS = 5000;

export function runContribution(
  ports: ContributionPorts,
  settings: PersonSettings,
  onEvent: (event: ContributionEvent) => void,
): Contribution {
  const { link, threads, outbox, sensors, clock, identity, hashing, capabilities, cacheBytes } = ports;
  const machine = createContribution(settings, capabilities, clock.now());
  const slowdown = createSlowdownMeter();
  const report = createContributionReport(machine, clock, onEvent);
  const life = new AbortController();
  const waiting: Happening[] = [];
  const takeBackAnswers = new Map<number, Parameters<LinkListener['takenBack']>[1]>();
  const left = Promise.withResolvers<void>();
  let lastTicket = 0;
  let isHandling = false;
  let cancelHeartbeat = () => {};
  let cancelWake = () => {};
  let starting: Promise<void> | null = null;
  let stopping: Promise<void> | null = null;
  let leavesForGood = false;

  const connectivity = followConnection(() => machine.connection() === 'connected');
  const cache = createPartCache(
    (sha, size) =>
      retryTransfer(() => link.fetchPart(sha, size, life.signal), clock, connectivity, life.signal),
    cacheBytes,
  );
  const pool = createThreadPool(threads, (sha) => cache.get(sha, null));
  const delivery = createDelivery({ outbox, link, tell, warn: (text) => report.addLine(text, 'warning') });
  const collector = createCollector(clock, delivery.store);
  const runner = createChunkRunner({
    pool,
    cache,
    collector,
    link,
    hashing,
    clock,
    connectivity,
    isWanted: machine.hasRun,
    tell,
    onWork(lease, chunks, bytes, cpuMs) {
      report.countWork(chunks, bytes, cpuMs);
      if (isHandheld(capabilities.kind)) measureSpeed(lease, bytes > 0 ? bytes : chunks, cpuMs);
    },
  });

  /** One happening at a time, in order, also when carrying out a command makes another. */
  function tell(happening: Happening) {
    waiting.push(happening);
    if (isHandling) return;
    isHandling = true;
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const before = machine.connection();
        for (const command of machine.handle(next, clock.now())) carryOut(command);
        if (machine.connection() !== before) connectivity.changed();
      }
    } finally {
      isHandling = false;
    }
    report.changed();
  }

  function carryOut(command: Command) {
    switch (command.type) {
      case 'sendHello':
        return void sayHello(command);
      case 'useBlobToken':
        return link.setBlobToken(command.token);
      case 'giveUp':
        left.resolve();
        return void link.stop();
      case 'answerTakeBack':
        takeBackAnswers.get(command.ticket)?.(command.released);
        takeBackAnswers.delete(command.ticket);
        return;
      case 'sendReturned':
        return link.returned(command.returned);
      case 'sendBatch':
        return void delivery.send(command.id);
      case 'removeBatches':
        return delivery.remove(command.ids);
      case 'sendFailed':
        return void link.failed(command.failure).then(
          () => tell({ type: 'failureAnswered', key: command.key, answered: true }),
          () => tell({ type: 'failureAnswered', key: command.key, answered: false }),
        );
      case 'sendStatus':
        return link.status(command.status);
      case 'sayGoodbye':
        return void (leavesForGood ? link.leave() : link.goodbye()).then(left.resolve, () => left.resolve());
      case 'setDuty':
        runner.setDuty(command.duty);
        return pool.setDuty(command.duty);
      case 'runOne':
        void runner.runOne(command);
        return prefetch();
      case 'runMany':
        return void runner.runMany(command);
      case 'halt':
        return pool.halt(command.slot);
      case 'kill':
        return runner.kill(command.run, command.slot);
      case 'closeThreads':
        return pool.setSize(command.threads, runner.isBusy);
      case 'flush':
        return collector.flush();
      case 'forget':
        return collector.forget(command.job, command.generation);
      case 'wakeAfter':
        cancelWake();
        cancelWake = clock.after(command.ms, () => tell({ type: 'wokeUp' }));
        return;
      case 'note':
        return report.addLine(command.text, command.tone);
    }
  }

  async function sayHello({ challenge, holding }: Extract<Command, { type: 'sendHello' }>) {
    try {
      const signature = await identity.sign(challengeText(challenge.serverId, challenge.nonce));
      const answer = await link.hello({
        protocol: PROTOCOL_VERSION,
        deviceId: identity.deviceId,
        signature,
        capabilities,
        status: machine.status(),
        holding,
      });
      tell(
        answer.ok ? { type: 'welcomed', welcome: answer.value } : { type: 'refused', error: answer.error },
      );
    } catch {
      // The connection closed before the answer; the link makes another, with another challenge.
    }
  }

  /** All that tells of heat on a phone. Threads that run side by side slow each other down, so each number of them is work of its own kind. */
  function measureSpeed({ job, kernel }: Lease, units: number, ms: number) {
    const kind = `${kernel} ${job} ${machine.busy()}`;
    const ratio = slowdown.add({ kind, units, ms }, clock.now());
    if (ratio !== undefined) tell({ type: 'readingsCame', readings: { slowdown: ratio } });
  }

  /** The next chunk's first part is fetched while this one is computed. */
  function prefetch() {
    const next = machine.upcoming();
    const slice = next?.lease.chunks?.[next.index - next.lease.first]?.input[0];
    if (slice) cache.get(slice.sha, slice.size).catch(() => {}); // met again by the chunk itself
  }

  function beat() {
    cancelHeartbeat = clock.after(HEARTBEAT_MS, () => {
      tell({ type: 'heartbeatDue' });
      beat();
    });
  }

  const listener: LinkListener = {
    challenged: (challenge) => tell({ type: 'challenged', challenge }),
    disconnected: () => tell({ type: 'disconnected' }),
    leased: (lease) => tell({ type: 'leased', lease }),
    takenBack(ask, answer) {
      const ticket = ++lastTicket;
      takeBackAnswers.set(ticket, answer);
      tell({ type: 'takenBack', ask, ticket });
    },
    dropped: ({ job, generation }) => tell({ type: 'dropped', job, generation }),
    steered: (steering) => tell({ type: 'steered', steering }),
    refused: (error) => tell({ type: 'refused', error }),
  };

  async function start() {
    await delivery.load();
    if (stopping) return;
    pool.setSize(settings.threads, runner.isBusy);
    pool.setDuty(machine.duty().duty);
    runner.setDuty(machine.duty().duty);
    sensors.need(machine.settings());
    sensors.start((readings) => tell({ type: 'readingsCame', readings }));
    link.start(listener);
    beat();
  }

  async function stop(drain: boolean, forGood: boolean) {
    leavesForGood = forGood;
    await starting?.catch(() => {});
    tell({ type: 'leaving', drain });
    if (drain) await deliverEverything();
    tell({ type: 'drainEnded' });
    cancelHeartbeat();
    cancelWake();
    sensors.stop();
    await pool.close();
    collector.flush();
    await delivery.settled();
    collector.stop();
    life.abort(new Error('the contribution was stopped'));
    await link.stop();
    await outbox.close();
    report.stop();
  }

  /** Until goodbye is said, or as long as it is worth waiting. */
  async function deliverEverything() {
    if (!starting) return;
    if (await isSettledWithin(left.promise, DRAIN_RUNS_MS, clock)) return;
    tell({ type: 'drainEnded' });
    if (connectivity.isConnected()) await isSettledWithin(left.promise, DRAIN_ANSWERS_MS, clock);
  }

  return {
    start: () => (starting ??= start()),
    stop: ({ drain, forGood = false }) => (stopping ??= stop(drain, forGood)),
    handover: () => link.handover(),
    configure(change) {
      tell({ type: 'configured', change });
      sensors.need(machine.settings());
    },
    status: report.status,
    lines: report.lines,
  };
}
