// The governor: how hard a device may work now, and the one reason why not harder. The person comes first, then the owner, then the gates;
// of the person's throttle, the owner's and what keeps the device cool, the lowest counts. Pure: the same inputs at the same times, the
// same answers.
import type { DeviceKind } from '../contract/device.ts';
import type { DutyReason } from '../contract/duty-reason.ts';
import type { Steering } from '../contract/device-messages.ts';
import { createHeatControl } from './control-heat.ts';
import { createHeldGates } from './hold-gates.ts';
import type { Policy } from './policy.ts';
import type { Readings } from './readings.ts';
import { UNKNOWN_REASONS, type Why } from './reasons.ts';
import { watchCharger } from './watch-charger.ts';

export interface DutyInputs {
  /** What the person wants of this device just now. */
  wish: 'running' | 'paused' | 'stopped';
  policy: Policy;
  /** What the owner wants; null before the first welcome. */
  steering: Steering | null;
  readings: Readings;
  /** When a sign of heat last came in, monotonic ms. */
  heatHeardAt: number;
  connection: 'starting' | 'connected' | 'offline' | 'refused';
  /** Whether there is a chunk to compute. */
  hasWork: boolean;
  /** Threads that compute a chunk, as a part of the cores, 0 to 1. */
  busyShare: number;
}

export interface Duty extends Why {
  /** 0 to 1. */
  duty: number;
}

export interface Governor {
  /** Asked whenever anything changed, and every few seconds. `now` is monotonic, ms. */
  decide(inputs: DutyInputs, now: number): Duty;
}

/** How long what the device computed still shows in the browser's pressure. */
const SHARE_FADES_MS = 10_000;
/** Smaller changes of the duty are not worth telling anybody. */
const DEAD_BAND = 0.02;
/** So long sensors may take to say their first word. */
const FIRST_READINGS_MS = 5000;

export function createGovernor(kind: DeviceKind): Governor {
  const gates = createHeldGates();
  const heat = createHeatControl(kind);
  const charger = watchCharger();
  let last: Duty = { duty: 0, reason: 'starting' };
  let lastAt = -Infinity;
  let firstAt: number | null = null;
  let ownShare = 0;
  let wasClosed = false;
  let coolDuty = heat.duty().duty;

  function decide(inputs: DutyInputs, now: number): Duty {
    const { wish, policy, steering, readings, connection, hasWork, heatHeardAt } = inputs;
    const persons = policy.throttle / 100;
    const owners = steering?.throttle ?? 1;
    const asked = Math.min(persons, owners, 1);
    const isWorking = hasWork && last.duty > 0;
    heat.step({ policy, readings, asked, isWorking, heardAt: heatHeardAt }, now);
    const closed = gates.look(
      { policy, readings, kind, ownShare, isWeakCharger: charger.look(readings, now) },
      now,
    );
    if (closed && !wasClosed) heat.stopped();
    wasClosed = closed !== null;
    const hold = findPersonsHold(wish, policy, readings) ?? findOwnersHold(steering);
    if (hold) return { duty: 0, reason: hold };
    firstAt ??= now;
    if (closed && UNKNOWN_REASONS.has(closed.reason) && now - firstAt < FIRST_READINGS_MS)
      return { duty: 0, reason: 'starting' };
    if (closed) return { duty: 0, ...closed };
    if (now < heat.restsUntil()) return { duty: 0, reason: 'too-hot' };
    const cool = heat.duty();
    if (Math.abs(cool.duty - coolDuty) >= DEAD_BAND || cool.why === null)
      coolDuty = Math.round(cool.duty * 100) / 100;
    const duty = Math.min(asked, coolDuty);
    if (!hasWork) return { duty, reason: idleReason(connection) };
    if (duty >= 1) return { duty: 1, reason: 'working' };
    if (coolDuty < asked && cool.why) return { duty, ...cool.why };
    return { duty, reason: persons <= owners ? 'throttled-by-person' : 'throttled-by-owner' };
  }

  return {
    decide(inputs, now) {
      ownShare = Math.max(last.duty * inputs.busyShare, ownShare - (now - lastAt) / SHARE_FADES_MS, 0);
      const next = decide(inputs, now);
      last = next;
      lastAt = now;
      return next;
    },
  };
}

function findPersonsHold(wish: DutyInputs['wish'], policy: Policy, readings: Readings): DutyReason | null {
  if (wish === 'stopped') return 'stopped-by-person';
  if (wish === 'paused') return 'paused-by-person';
  if (readings.frozen) return 'frozen';
  if (readings.hidden && policy.whenHidden === 'pause') return 'hidden';
  return policy.throttle <= 0 ? 'throttled-by-person' : null;
}

function findOwnersHold(steering: Steering | null): DutyReason | null {
  if (!steering) return null;
  if (!steering.approved) return 'waiting-for-approval';
  if (steering.quarantine !== null) return 'quarantined';
  if (!steering.enabled) return 'disabled-by-owner';
  if (steering.swarm === 'stopped') return 'swarm-stopped';
  if (steering.swarm === 'paused') return 'swarm-paused';
  return steering.throttle <= 0 ? 'paused-by-owner' : null;
}

function idleReason(connection: DutyInputs['connection']): DutyReason {
  if (connection === 'starting') return 'starting';
  return connection === 'connected' ? 'no-work' : 'offline';
}
