// A device's own side, as a pure state machine: handle(happening, now) → commands. No clock, no I/O; run-contribution.ts is its loop.
//
//   connection   starting ──challenged──▶ (hello) ──welcomed──▶ connected ──disconnected──▶ offline ──challenged──▶ (hello) …
//                any ──refused for good──▶ refused (gives up; everything held is let go)
//   duty         free ──pause, throttle 0, swarm paused──▶ held: unstarted chunks go back at once, running ones wait at duty 0 and
//                go back after 30 s ──stop, disabled, quarantined──▶ ended: running ones are killed and go back as well
//   a chunk      leased → unstarted → running → collected → stored (outbox) → sent → acknowledged → forgotten
//                unstarted ─▶ handed back [P11], taken back [P16];  running ─▶ failed [P19], killed and handed back, dropped
//   leaving      leaving{drain} → what runs ends (or drainEnded: is handed back) → everything delivered → sayGoodbye
import type { ChunkFailure, ChunkRange, Lease } from '../contract/chunk.ts';
import type { DeviceStatus } from '../contract/device.ts';
import { GRACE_MS, type Steering } from '../contract/device-messages.ts';
import { errorKinds, type WireError } from '../contract/errors.ts';
import type { JobNumber } from '../contract/ids.ts';
import type { Command, Happening } from './contribution-messages.ts';
import type { PersonSettings } from './contribution-view.ts';
import { decideDuty, type Duty, ENDING_REASONS } from './state/decide-duty.ts';
import { createHeldLeases } from './state/held-leases.ts';
import type { Reading } from './ports.ts';
import { sayReason } from './reason-sentences.ts';
import { createRunningChunks, type Run, unfinishedOf } from './state/running-chunks.ts';
import { createWaitingBatches } from './state/waiting-batches.ts';
import { createWaitingFailures } from './state/waiting-failures.ts';

export const PAUSE_KEEPS_MS = 3 * GRACE_MS;
/** A batch whose parts the coordinator does not have is given up after so many attempts; nobody has the parts any more. */
const PART_MISSING_LIMIT = 3;

export function createContribution(initial: PersonSettings) {
  let settings = initial;
  let reading: Reading = {};
  let steering: Steering | null = null;
  let connection: 'starting' | 'connected' | 'offline' | 'refused' = 'starting';
  /** Why the coordinator will not have this device any more. */
  let refusal: WireError | null = null;
  let leaving: 'no' | 'draining' | 'gone' = 'no';
  let saidGoodbye = false;
  let duty: Duty = decideDuty({ settings, steering, reading, connection, hasWork: false });
  let heldSince: number | null = null;
  let deviceName = '';
  let swarmName = '';
  const leases = createHeldLeases();
  const batches = createWaitingBatches();
  const failures = createWaitingFailures();
  const runs = createRunningChunks();
  /** Results that are not in the outbox yet, by job. */
  const collected = new Map<JobNumber, number>();
  const droppedUpTo = new Map<JobNumber, number>();
  let failed = 0;
  /** The job that was last said to be computed. */
  let lastJob: JobNumber | null = null;
  let commands: Command[] = [];

  const say = (text: string, tone: 'info' | 'good' | 'warning' = 'info') =>
    commands.push({ type: 'note', text, tone });
  const collectedResults = () => Array.from(collected.values()).reduce((sum, count) => sum + count, 0);
  const mayStart = () => duty.duty > 0 && leaving === 'no' && connection !== 'refused';
  const isVoid = (job: JobNumber, generation: number) => (droppedUpTo.get(job) ?? -1) >= generation;

  const status = (): DeviceStatus => ({
    duty: duty.duty,
    reason: duty.reason,
    threads: settings.threads,
    holding: leases.unstarted() + runs.chunks(),
    unacknowledged: batches.records() + collectedResults(),
  });

  function giveBack(lease: Lease, ranges: ChunkRange[]) {
    // Offline, the next hello simply does not name them [P18].
    if (connection === 'connected')
      commands.push({ type: 'sendReturned', returned: { leaseId: lease.leaseId, job: lease.job, ranges } });
  }

  function giveBackUnstarted() {
    for (const { lease, ranges } of leases.release()) giveBack(lease, ranges);
    for (const run of runs.all())
      if (run.many && run.slot !== null) commands.push({ type: 'halt', slot: run.slot, run: run.id });
  }

  function killRun(run: Run, handBack: boolean) {
    commands.push({ type: 'kill', slot: run.slot, run: run.id });
    runs.end(run);
    leases.finish(run.held, run.end - run.next);
    if (handBack) giveBack(run.held.lease, [unfinishedOf(run)]);
  }

  /** Frees the thread; what was not started is run later, or handed back when there is no later. */
  function endRun(run: Run) {
    runs.end(run);
    if (run.next >= run.end) return;
    leases.putBack(run.held, unfinishedOf(run));
    if (!mayStart()) for (const { lease, ranges } of leases.release()) giveBack(lease, ranges);
  }

  function letEverythingGo() {
    giveBackUnstarted();
    for (const run of runs.all()) killRun(run, true);
  }

  function reconsider(now: number) {
    const before = duty;
    const hasWork = runs.count() > 0 || leases.unstarted() > 0;
    duty = decideDuty({ settings, steering, reading, connection, hasWork });
    if (duty.duty !== before.duty) commands.push({ type: 'setDuty', duty: duty.duty });
    const held = duty.duty <= 0;
    if (held && duty.reason !== before.reason) say(sayReason(duty), 'warning');
    if (!held && before.duty <= 0) say('Going on.', 'good');
    if (held && heldSince === null) {
      heldSince = now;
      giveBackUnstarted();
    } else if (!held) heldSince = null;
    if (held && ENDING_REASONS.has(duty.reason)) letEverythingGo();
    if (connection === 'connected' && (duty.duty !== before.duty || duty.reason !== before.reason))
      commands.push({ type: 'sendStatus', status: status() });
  }

  function startChunks(now: number) {
    if (!mayStart()) return;
    const idle = runs.idleSlots(settings.threads);
    for (const [i, slot] of idle.entries()) {
      const pick = leases.pick(idle.length - i);
      if (!pick) return;
      const { id: run, held, many } = runs.start(slot, pick, now);
      const { first, count } = pick;
      if (many) commands.push({ type: 'runMany', run, slot, lease: held.lease, first, count });
      else commands.push({ type: 'runOne', run, slot, lease: held.lease, index: first });
    }
  }

  function deliver(now: number) {
    if (runs.count() === 0 && collected.size > 0) commands.push({ type: 'flush' });
    if (connection !== 'connected') return;
    for (const id of batches.send(now)) commands.push({ type: 'sendBatch', id });
    for (const { key, failure } of failures.send()) commands.push({ type: 'sendFailed', key, failure });
    const isDone =
      runs.count() === 0 && collected.size === 0 && batches.records() === 0 && failures.count() === 0;
    if (leaving === 'draining' && isDone && !saidGoodbye) {
      saidGoodbye = true;
      commands.push({ type: 'sayGoodbye' });
    }
  }

  function takeLease(lease: Lease) {
    // leases and drops come in order: whoever hands it out again after a drop means it
    if (isVoid(lease.job, lease.generation)) droppedUpTo.set(lease.job, lease.generation - 1);
    const isNew = lastJob !== lease.job;
    if (!mayStart()) return giveBack(lease, [{ first: lease.first, count: lease.count }]);
    if (!leases.add(lease, runs.rangesOf(lease.job, lease.generation)) || !isNew) return;
    lastJob = lease.job;
    say(`Computing “${lease.jobName}” (${lease.kernel}).`);
  }

  function collect(run: Run, count: number) {
    run.next += count;
    leases.finish(run.held, count);
    const { job, generation } = run.held.lease;
    if (!isVoid(job, generation)) collected.set(job, (collected.get(job) ?? 0) + count);
  }

  function fail(run: Run, code: ChunkFailure['code'], message: string) {
    const { job, generation } = run.held.lease;
    const index = run.next++;
    failed++;
    leases.finish(run.held, 1);
    failures.add({ job, generation, index, code, message });
    say(
      `Chunk ${index} of “${run.held.lease.jobName}” failed (${code}): ${message}`.slice(0, 300),
      'warning',
    );
    endRun(run);
  }

  function refuseBatch(id: number, error: WireError, indices: readonly number[], now: number) {
    const batch = batches.get(id);
    if (!batch) return;
    const { refusals, retryMs } = batches.refused(id, now);
    if (errorKinds[error.code].retry && !(error.code === 'part-missing' && refusals >= PART_MISSING_LIMIT)) {
      commands.push({ type: 'wakeAfter', ms: retryMs });
      return;
    }
    batches.remove(id);
    commands.push({ type: 'removeBatches', ids: [id] });
    say(`The coordinator refused ${batch.count} results: ${error.message}`, 'warning');
    // It must not wait for them for ever: the chunks count as failed here and are computed elsewhere.
    const message = `the result was refused: ${error.message}`;
    for (const index of indices)
      failures.add({ job: batch.job, generation: batch.generation, index, code: 'thread-died', message });
  }

  function drop(job: JobNumber, generation: number) {
    droppedUpTo.set(job, Math.max(generation, droppedUpTo.get(job) ?? -1));
    for (const run of runs.all())
      if (run.held.lease.job === job && run.held.lease.generation <= generation) killRun(run, false);
    leases.drop(job, generation);
    failures.drop(job, generation);
    collected.delete(job);
    commands.push({ type: 'forget', job, generation });
    const ids = batches.drop(job, generation);
    if (ids.length > 0) commands.push({ type: 'removeBatches', ids });
  }

  /** News of a run that was given up are no news. */
  function withRun(id: number, change: (run: Run) => void) {
    const run = runs.get(id);
    if (run) change(run);
  }

  function take(happening: Happening, now: number) {
    switch (happening.type) {
      case 'configured':
        settings = { ...settings, ...happening.change };
        if (happening.change.threads !== undefined)
          commands.push({ type: 'closeThreads', threads: settings.threads });
        return;
      case 'readingCame':
        reading = happening.reading;
        return;
      case 'leaving':
        if (leaving !== 'no') return;
        leaving = happening.drain ? 'draining' : 'gone';
        if (leaving === 'gone' || duty.duty <= 0) letEverythingGo();
        else giveBackUnstarted();
        return;
      case 'drainEnded':
        return letEverythingGo();
      case 'challenged':
        if (connection !== 'refused')
          commands.push({ type: 'sendHello', challenge: happening.challenge, holding: runs.holding(leases) });
        return;
      case 'welcomed':
        connection = 'connected';
        ({ steering, name: deviceName, swarmName } = happening.welcome);
        commands.push({ type: 'useBlobToken', token: happening.welcome.blobToken });
        say(`Connected to “${swarmName}” as “${deviceName}”.`, 'good');
        return;
      case 'refused':
        say(`${happening.error.message} ${happening.error.hint}`, 'warning');
        // Of one message that could not be read nothing else follows; the connection stays.
        if (errorKinds[happening.error.code].retry || happening.error.code === 'malformed-message') return;
        connection = 'refused';
        refusal = happening.error;
        letEverythingGo();
        commands.push({ type: 'giveUp', error: happening.error });
        return;
      case 'disconnected':
        if (connection === 'connected') say('The connection is lost; going on with what is here.', 'warning');
        if (connection !== 'refused') connection = 'offline';
        batches.disconnected();
        failures.disconnected();
        return;
      case 'leased':
        return takeLease(happening.lease);
      case 'takenBack': {
        const { ask, ticket } = happening;
        const released = leases.takeBack(ask) ?? unknownToMe(ask);
        commands.push({ type: 'answerTakeBack', ticket, released });
        return;
      }
      case 'dropped':
        return drop(happening.job, happening.generation);
      case 'steered':
        steering = happening.steering;
        return;
      case 'chunksFinished':
        return withRun(happening.run, (run) => collect(run, happening.count));
      case 'threadFreed':
        return withRun(happening.run, (run) => {
          leases.measure(run.held, 1, (now - run.since) * duty.duty);
          runs.freeThread(run);
        });
      case 'runEnded':
        return withRun(happening.run, (run) => {
          if (run.slot !== null)
            leases.measure(run.held, run.next - run.first, (now - run.since) * duty.duty);
          if (happening.outgrew) run.held.single = true;
          endRun(run);
        });
      case 'chunkFailed':
        return withRun(happening.run, (run) => fail(run, happening.code, happening.message));
      case 'runLost':
        return withRun(happening.run, (run) => {
          if (!run.many) return fail(run, happening.code, happening.message);
          run.held.single = true;
          endRun(run);
        });
      case 'batchStored': {
        const { job, generation, count, id } = happening.batch;
        const left = (collected.get(job) ?? 0) - count;
        if (left > 0) collected.set(job, left);
        else collected.delete(job);
        if (isVoid(job, generation)) commands.push({ type: 'removeBatches', ids: [id] });
        else batches.add(happening.batch);
        return;
      }
      case 'batchAnswered':
        if (happening.reply.status === 'refused')
          return refuseBatch(happening.id, happening.reply.error, happening.indices, now);
        batches.remove(happening.id);
        commands.push({ type: 'removeBatches', ids: [happening.id] });
        return;
      case 'batchUnanswered':
        return batches.unanswered(happening.id);
      case 'failureAnswered':
        return failures.answered(happening.key, happening.answered);
      case 'heartbeatDue':
        if (connection === 'connected') commands.push({ type: 'sendStatus', status: status() });
        if (heldSince !== null && now - heldSince >= PAUSE_KEEPS_MS) letEverythingGo();
        return;
      case 'wokeUp':
        return;
    }
  }

  /** Of a lease this device does not know: everything that is not under way. It never arrived, and must not stay leased for ever. */
  const unknownToMe = ({ job, first, count }: { job: JobNumber } & ChunkRange): ChunkRange[] =>
    runs.isRunning(job, { first, count }) ? [] : [{ first, count }];

  return {
    /** The only way to change it. Same happenings in the same order: same commands. */
    handle(happening: Happening, now: number): Command[] {
      commands = [];
      take(happening, now);
      reconsider(now);
      startChunks(now);
      deliver(now);
      return commands;
    },
    status,
    settings: () => settings,
    duty: () => duty,
    connection: () => connection,
    refusal: () => refusal,
    names: () => ({ deviceName, swarmName }),
    busy: () => runs.count(),
    /** Chunks that failed here. */
    failed: () => failed,
    /** The lease of the oldest run, for screens. */
    current: (): Lease | null => runs.oldest()?.held.lease ?? null,
    hasRun: (run: number) => runs.get(run) !== undefined,
    /** The next chunk that will be started, so that its input can be fetched before. */
    upcoming(): { lease: Lease; index: number } | null {
      const held = leases.all().find((candidate) => candidate.unstarted.length > 0);
      const range = held?.unstarted[0];
      return held && range ? { lease: held.lease, index: range.first } : null;
    },
  };
}

export type ContributionMachine = ReturnType<typeof createContribution>;
