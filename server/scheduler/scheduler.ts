// Who computes what, decided by one pure function: events in, effects and changes out. No clock, no chance but a seeded source in the
// state, no waiting. RULES.md says what it promises; this file only says which handler hears which event.
import type { Change } from './changes.ts';
import type { Effect } from './effects.ts';
import type { CostModel, SwarmEvent } from './events.ts';
import { onResultJudged } from './agree.ts';
import { decideExhausted } from './agreement/exhausted.ts';
import { askAllSeconds } from './agreement/second.ts';
import { assign } from './assign.ts';
import { balance } from './balance.ts';
import { onCutFailed, onJobCut } from './cutting.ts';
import * as admission from './on-admission.ts';
import * as device from './on-device.ts';
import * as job from './on-job.ts';
import { onChunkFailed, onResults } from './on-result.ts';
import { onJobRetried } from './on-retry.ts';
import { onTouchedFound } from './quarantine.ts';
import { onSwarmAdded, onSwarmSteered } from './on-swarm.ts';
import { onTime } from './on-time.ts';
import { restoreState } from './restore.ts';
import type { JobRow, Restored } from './rows.ts';
import type { SwarmsState, Turn } from './swarm-state.ts';
import { cutTick } from './tick.ts';

export interface Scheduler {
  /** For views; nobody else changes it. */
  readonly state: SwarmsState;
  /** `now` is monotonic ms and never goes back. */
  handle(event: SwarmEvent, now: number): Effect[];
  /** Changes since the last cut, to be committed as one transaction. */
  cutTick(): Change[];
}

export function makeScheduler(
  restored: Restored,
  costs: (row: JobRow) => CostModel,
  now: number,
): { scheduler: Scheduler; effects: Effect[] } {
  const first = restoreState(restored, costs, now);
  const { state } = first;
  const scheduler: Scheduler = {
    state,
    handle(event, at) {
      const turn: Turn = { state, now: at, effects: [] };
      hear(turn, event);
      onEvent(turn, event);
      settleTurn(turn);
      return turn.effects;
    },
    cutTick: () => cutTick(state),
  };
  settleTurn(first);
  return { scheduler, effects: first.effects };
}

/** What every event brings with it: the time of day, and a sign of life of the device that speaks. */
function hear(turn: Turn, event: SwarmEvent): void {
  if ('at' in event) turn.state.utcOffset = event.at - turn.now;
  switch (event.type) {
    case 'deviceReported':
    case 'resultsArrived':
    case 'chunkFailed':
    case 'chunksReturned':
    case 'takeBackAnswered': {
      const speaker = turn.state.devices.get(event.device);
      if (speaker) device.hear(turn, speaker);
      return;
    }
    default:
  }
}

/** After the event: what time has brought, then work for whoever wants some, then when to wake. */
function settleTurn(turn: Turn): void {
  const { state } = turn;
  onTime(turn);
  askAllSeconds(turn);
  decideExhausted(turn);
  serve(turn);
  decideExhausted(turn);
  // What that has freed.
  serve(turn);
  const next = state.timers[0]?.at ?? Infinity;
  if (next >= state.wakeAsked || next === Infinity) return;
  state.wakeAsked = next;
  turn.effects.push({ when: 'now', type: 'wakeAt', at: next });
}

function serve(turn: Turn): void {
  const { restless } = turn.state;
  for (const swarm of restless) {
    assign(turn, swarm);
    balance(turn, swarm);
  }
  restless.clear();
}

function onEvent(turn: Turn, event: SwarmEvent): void {
  switch (event.type) {
    case 'resultsArrived':
      return onResults(turn, event);
    case 'chunkFailed':
      return onChunkFailed(turn, event);
    case 'chunksReturned':
      return device.onChunksReturned(turn, event);
    case 'takeBackAnswered':
      return device.onTakeBackAnswered(turn, event);
    case 'deviceReported':
      return device.onDeviceReported(turn, event);
    case 'deviceConnected':
      return device.onDeviceConnected(turn, event);
    case 'deviceVanished':
      return device.onDeviceVanished(turn, event);
    case 'deviceLeft':
      return device.onDeviceLeft(turn, event);
    case 'deviceJoined':
      return admission.onDeviceJoined(turn, event);
    case 'deviceSteered':
      return admission.onDeviceSteered(turn, event);
    case 'deviceForgotten':
      return admission.onDeviceForgotten(turn, event);
    case 'deviceMoved':
      return admission.onDeviceMoved(turn, event);
    case 'deviceRekeyed':
      return admission.onDeviceRekeyed(turn, event);
    case 'jobSubmitted':
      return job.onJobSubmitted(turn, event);
    case 'jobUploaded':
      return job.onJobUploaded(turn, event);
    case 'jobPaused':
      return job.onJobPaused(turn, event);
    case 'jobResumed':
      return job.onJobResumed(turn, event);
    case 'jobCancelled':
      return job.onJobCancelled(turn, event);
    case 'jobPrioritized':
      return job.onJobPrioritized(turn, event);
    case 'jobRemoved':
      return job.onJobRemoved(turn, event);
    case 'jobRetried':
      return onJobRetried(turn, event);
    case 'spanClaimed':
      return job.onSpanClaimed(turn, event);
    case 'jobCut':
      return onJobCut(turn, event);
    case 'cutFailed':
      return onCutFailed(turn, event);
    case 'jobReduced':
      return job.onJobReduced(turn, event);
    case 'reduceFailed':
      return job.onReduceFailed(turn, event);
    case 'swarmAdded':
      return onSwarmAdded(turn, event);
    case 'swarmSteered':
      return onSwarmSteered(turn, event);
    case 'resultJudged':
      return onResultJudged(turn, event);
    case 'touchedFound':
      return onTouchedFound(turn, event);
    case 'wokeUp':
      turn.state.wakeAsked = Infinity;
      return;
  }
}
