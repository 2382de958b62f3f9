// Keeps the gates in mind: which are closed and since when. A gate stays closed for its shortest rest, and longer each time that work
// lasted only a moment, so that nothing starts and stops all the time.
import { LEAST_ON_MS, LONGEST_REST_MS, STEADY_MS } from './constants.ts';
import { type Gate, type GateInputs, gates } from './gates.ts';
import type { Policy } from './policy.ts';
import type { Why } from './reasons.ts';

interface Closed {
  since: number;
  restMs: number;
  why: Why;
  /** The person's limits by which it is closed. */
  policy: Policy;
}

interface Past {
  openedAt: number;
  restMs: number;
}

export interface HeldGates {
  /** Looks at every gate. The first reason there is, or that it is too early to go on; null when all are open. */
  look(inputs: GateInputs, now: number): Why | null;
}

export function createHeldGates(): HeldGates {
  const closed = new Map<Gate, Closed>();
  const past = new Map<Gate, Past>();
  /** Since when all gates are open, and whether they ever were. */
  let openSince = -Infinity;
  let wasOpen = false;

  function close(gate: Gate, why: Why, inputs: GateInputs, now: number): Closed {
    const least = gate.restMs(inputs);
    const before = past.get(gate);
    const isFlapping = before !== undefined && now - before.openedAt < STEADY_MS && least > 0;
    const longer = isFlapping ? Math.min(LONGEST_REST_MS, Math.max(STEADY_MS, before.restMs * 2)) : 0;
    // before anything was ever computed there is nothing that could start and stop
    return { since: now, restMs: wasOpen ? Math.max(least, longer) : 0, why, policy: inputs.policy };
  }

  /** What it closed for may have become worse meanwhile. */
  const keepClosed = (before: Closed, gate: Gate, why: Why, inputs: GateInputs): Closed => ({
    since: before.since,
    restMs: wasOpen ? Math.max(before.restMs, gate.restMs(inputs)) : 0,
    why,
    policy: inputs.policy,
  });

  /** Nothing got better but what the person allows: whoever lifts a limit is obeyed at once, and rests are for what comes and goes by itself. */
  const isLifted = ({ policy, why }: Closed, gate: Gate, inputs: GateInputs) =>
    policy !== inputs.policy && gate.check({ ...inputs, policy }, why) !== null;

  /** Why the gate is closed now, null when it is open, or how much longer it stays closed, ms. */
  function lookAt(gate: Gate, inputs: GateInputs, now: number): Why | number | null {
    const before = closed.get(gate);
    const why = gate.check(inputs, before?.why ?? null);
    if (why) {
      if (!before && gate.isPatient && now - openSince < LEAST_ON_MS) return null;
      closed.set(gate, before ? keepClosed(before, gate, why, inputs) : close(gate, why, inputs, now));
      return why;
    }
    if (!before) return null;
    if (isLifted(before, gate, inputs)) {
      closed.delete(gate);
      return null;
    }
    const left = before.since + before.restMs - now;
    if (left > 0) return left;
    closed.delete(gate);
    if (wasOpen) past.set(gate, { openedAt: now, restMs: before.restMs });
    return null;
  }

  return {
    look(inputs, now) {
      const wasClosed = closed.size > 0;
      const found = gates.map((gate) => lookAt(gate, inputs, now));
      if (wasClosed && closed.size === 0) openSince = now;
      wasOpen ||= closed.size === 0;
      const first = found.find((each): each is Why => each !== null && typeof each === 'object');
      if (first) return first;
      const left = Math.max(...found.map((each) => (typeof each === 'number' ? each : 0)));
      return left > 0 ? { reason: 'about-to-resume', figure: Math.ceil(left / 1000) } : null;
    },
  };
}
