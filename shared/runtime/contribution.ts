// A device's own side, as a pure state machine: handle(happening, now) → commands. No clock, no I/O; run-contribution.ts is its loop.
//
//   connection   starting ──challenged──▶ (hello) ──welcomed──▶ connected ──disconnected──▶ offline ──challenged──▶ (hello) …
//                any ──refused for good──▶ refused (gives up; everything held is let go)
//   duty         free ──pause, throttle 0, swarm paused──▶ held: unstarted chunks go back at once, running ones wait at duty 0 and
//                go back after 30 s ──stop, disabled, quarantined──▶ ended: running ones are killed and go back as well
//   a chunk      leased → unstarted → running → collected → stored (outbox) → sent → acknowledged → forgotten
//                unstarted ─▶ handed back [P11], taken back [P16];  running ─▶ failed [P19], killed and handed back, dropped
//   leaving      leaving{drain} → what runs ends (or drainEnded: is handed back) → everything delivered → sayGoodbye
import type { ChunkFailure, Lease } from '../contract/chunk.ts';
import type { Capabilities, DeviceStatus } from '../contract/device.ts';
import { GRACE_MS, type Steering } from '../contract/device-messages.ts';
import { errorKinds, type WireError } from '../contract/errors.ts';
import type { JobNumber } from '../contract/ids.ts';
import { createGovernor, type Duty } from '../governor/decide-duty.ts';
import { createFreshReadings, HEAT_SIGNS } from '../governor/readings.ts';
import { ENDING_REASONS } from '../governor/reasons.ts';
import type { Command, Happening } from './contribution-messages.ts';
import type { PersonSettings } from './contribution-view.ts';
import { createDelivery } from './state/delivery.ts';
import { sayReason } from './reason-sentences.ts';
import type { Run } from './state/running-chunks.ts';
import { createWorkAtHand } from './state/work-at-hand.ts';

export const PAUSE_KEEPS_MS = 3 * GRACE_MS;

/** `now` as for `handle`. */
export function createContribution(
  initial: PersonSettings,
  { kind, cores }: Pick<Capabilities, 'kind' | 'cores'>,
  now: number,
) {
  const governor = createGovernor(kind);
  const readings = createFreshReadings();
  let settings = initial;
  let steering: Steering | null = null;
  let connection: 'starting' | 'connected' | 'offline' | 'refused' = 'starting';
  /** Why the coordinator will not have this device any more. */
  let refusal: WireError | null = null;
  let leaving: 'no' | 'draining' | 'gone' = 'no';
  let saidGoodbye = false;
  let heldSince: number | null = null;
  let deviceName = '';
  let swarmName = '';
  const droppedUpTo = new Map<JobNumber, number>();
  let failed = 0;
  /** The job that was last said to be computed. */
  let lastJob: JobNumber | null = null;
  let commands: Command[] = [];
  const command = (one: Command) => void commands.push(one);
  const work = createWorkAtHand({ command, isConnected: () => connection === 'connected', mayStart });
  const delivery = createDelivery(command);
  let duty = decide(now);

  const say = (text: string, tone: 'info' | 'good' | 'warning' = 'info') =>
    commands.push({ type: 'note', text, tone });
  const atFullDuty = (ms: number) => ms * duty.duty;
  const isVoid = (job: JobNumber, generation: number) => (droppedUpTo.get(job) ?? -1) >= generation;

  const status = (): DeviceStatus => ({
    duty: duty.duty,
    reason: duty.reason,
    ...(duty.figure !== undefined && { figure: duty.figure }),
    threads: settings.threads,
    holding: work.chunks(),
    unacknowledged: delivery.unacknowledged(),
  });

  function mayStart() {
    return duty.duty > 0 && leaving === 'no' && connection !== 'refused';
  }

  function decide(at: number): Duty {
    return governor.decide(
      {
        wish: settings.state,
        policy: settings,
        steering,
        readings: readings.at(at),
        heatHeardAt: readings.heardAt(HEAT_SIGNS),
        connection,
        hasWork: !work.isEmpty(),
        busyShare: Math.min(work.runs(), settings.threads) / cores,
      },
      at,
    );
  }

  function reconsider(now: number) {
    const before = duty;
    duty = decide(now);
    if (duty.duty !== before.duty) commands.push({ type: 'setDuty', duty: duty.duty });
    const held = duty.duty <= 0;
    if (held && duty.reason !== before.reason && !isPassing(duty)) say(sayReason(duty), 'warning');
    if (!held && before.duty <= 0 && before.reason !== 'starting') say('Going on.', 'good');
    if (held && heldSince === null) {
      heldSince = now;
      work.giveBackUnstarted();
    } else if (!held) heldSince = null;
    if (held && ENDING_REASONS.has(duty.reason)) work.giveBackAll();
    if (connection === 'connected' && (duty.duty !== before.duty || duty.reason !== before.reason))
      commands.push({ type: 'sendStatus', status: status() });
  }

  function deliver(now: number) {
    if (work.runs() === 0 && delivery.hasCollected()) commands.push({ type: 'flush' });
    if (connection !== 'connected') return;
    delivery.send(now);
    const isDone = work.runs() === 0 && delivery.isDone();
    if (leaving === 'draining' && isDone && !saidGoodbye) {
      saidGoodbye = true;
      commands.push({ type: 'sayGoodbye' });
    }
  }

  function takeLease(lease: Lease) {
    // leases and drops come in order: whoever hands it out again after a drop means it
    if (isVoid(lease.job, lease.generation)) droppedUpTo.set(lease.job, lease.generation - 1);
    const isNew = lastJob !== lease.job;
    if (!work.take(lease) || !isNew) return;
    lastJob = lease.job;
    say(`Computing “${lease.jobName}” (${lease.kernel}).`);
  }

  function collect(run: Run, count: number) {
    work.finish(run, count);
    const { job, generation } = run.held.lease;
    if (!isVoid(job, generation)) delivery.collected(job, count);
  }

  function fail(run: Run, code: ChunkFailure['code'], message: string) {
    const { job, generation } = run.held.lease;
    const index = run.next;
    failed++;
    work.finish(run, 1);
    delivery.failed({ job, generation, index, code, message });
    say(
      `Chunk ${index} of “${run.held.lease.jobName}” failed (${code}): ${message}`.slice(0, 300),
      'warning',
    );
    work.end(run);
  }

  function drop(job: JobNumber, generation: number) {
    droppedUpTo.set(job, Math.max(generation, droppedUpTo.get(job) ?? -1));
    work.drop(job, generation);
    commands.push({ type: 'forget', job, generation });
    delivery.drop(job, generation);
  }

  /** News of a run that was given up are no news. */
  function withRun(id: number, change: (run: Run) => void) {
    const run = work.run(id);
    if (run) change(run);
  }

  function take(happening: Happening, now: number) {
    switch (happening.type) {
      case 'configured':
        settings = { ...settings, ...happening.change };
        if (happening.change.threads !== undefined)
          commands.push({ type: 'closeThreads', threads: settings.threads });
        return;
      case 'readingsCame':
        return readings.note(happening.readings, now);
      case 'leaving':
        if (leaving !== 'no') return;
        leaving = happening.drain ? 'draining' : 'gone';
        if (leaving === 'gone' || duty.duty <= 0) work.giveBackAll();
        else work.giveBackUnstarted();
        return;
      case 'drainEnded':
        return work.giveBackAll();
      case 'challenged':
        if (connection !== 'refused')
          commands.push({ type: 'sendHello', challenge: happening.challenge, holding: work.holding() });
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
        work.giveBackAll();
        commands.push({ type: 'giveUp', error: happening.error });
        return;
      case 'disconnected':
        if (connection === 'connected') say('The connection is lost; going on with what is here.', 'warning');
        if (connection !== 'refused') connection = 'offline';
        return delivery.disconnected();
      case 'leased':
        return takeLease(happening.lease);
      case 'takenBack': {
        const { ask, ticket } = happening;
        commands.push({ type: 'answerTakeBack', ticket, released: work.takeBack(ask) });
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
        return withRun(happening.run, (run) => work.freeThread(run, atFullDuty(now - run.since)));
      case 'runEnded':
        return withRun(happening.run, (run) => {
          work.measure(run, atFullDuty(now - run.since));
          if (happening.outgrew) work.runOneByOne(run);
          else work.end(run);
        });
      case 'chunkFailed':
        return withRun(happening.run, (run) => fail(run, happening.code, happening.message));
      case 'runLost':
        return withRun(happening.run, (run) => {
          if (run.many) work.runOneByOne(run);
          else fail(run, happening.code, happening.message);
        });
      case 'batchStored': {
        const { job, generation } = happening.batch;
        return delivery.stored(happening.batch, isVoid(job, generation));
      }
      case 'batchAnswered':
        return delivery.batchAnswered(happening.id, happening.reply, happening.indices, now);
      case 'batchUnanswered':
        return delivery.batchUnanswered(happening.id);
      case 'failureAnswered':
        return delivery.failureAnswered(happening.key, happening.answered);
      case 'heartbeatDue':
        if (connection === 'connected') commands.push({ type: 'sendStatus', status: status() });
        if (heldSince !== null && now - heldSince >= PAUSE_KEEPS_MS) work.giveBackAll();
        return;
      case 'wokeUp':
        return;
    }
  }

  return {
    /** The only way to change it. Same happenings in the same order: same commands. */
    handle(happening: Happening, now: number): Command[] {
      commands = [];
      take(happening, now);
      reconsider(now);
      work.start(settings.threads, now);
      deliver(now);
      return commands;
    },
    status,
    settings: () => settings,
    duty: () => duty,
    readings: (at: number) => readings.at(at),
    connection: () => connection,
    refusal: () => refusal,
    names: () => ({ deviceName, swarmName }),
    busy: () => work.runs(),
    /** Chunks that failed here. */
    failed: () => failed,
    current: work.current,
    hasRun: (run: number) => work.run(run) !== undefined,
    upcoming: work.upcoming,
  };
}

/** Not worth a line of what happened. */
const isPassing = ({ reason }: Duty) => reason === 'starting' || reason === 'about-to-resume';

export type ContributionMachine = ReturnType<typeof createContribution>;
