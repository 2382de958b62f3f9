// The law that keeps a device cool: proportional-integral control where its temperature is known, additive increase and multiplicative
// decrease where only a state or a slowdown is, and a fixed caution where nothing is. One step every STEP_MS; README.md has the formulas.
import type { DeviceKind } from '../contract/device.ts';
import * as c from './constants.ts';
import type { Policy } from './policy.ts';
import type { Readings } from './readings.ts';
import type { Why } from './reasons.ts';

export interface HeatInputs {
  policy: Policy;
  readings: Readings;
  /** What the person and the owner allow, 0 to 1. */
  asked: number;
  /** Chunks are being computed: what is read now says something of the duty. */
  isWorking: boolean;
  /** When a sign of heat last came in. What is only remembered lets nothing climb. Monotonic ms. */
  heardAt: number;
}

export interface HeatControl {
  step(inputs: HeatInputs, now: number): void;
  /** Something stopped the work: it starts again below where it was. */
  stopped(): void;
  /** How hard the device may work, and why not harder. `why` is null at 1. */
  duty(): { duty: number; why: Why | null };
  /** Until then it rests, because it had become very slow. Monotonic ms. */
  restsUntil(): number;
}

const clamp = (duty: number) => Math.min(1, Math.max(c.LEAST_DUTY, duty));

export function createHeatControl(kind: DeviceKind): HeatControl {
  const blind = c.isHandheld(kind) ? c.BLIND_DUTY_HANDHELD : 1;
  /** `first` until any sign of heat was ever known. */
  let mode: 'first' | 'temperature' | 'signs' | 'lost' = 'first';
  let duty = blind;
  let integral = c.FIRST_DUTY;
  let smoothed: number | null = null;
  /** The duty that was last too much. */
  let tooMuch = Infinity;
  let backedOffAt = -Infinity;
  let restsUntil = -Infinity;
  let steppedAt = -Infinity;
  let climbedAt = -Infinity;
  /** Of the signs only the speed of the work is known, which is silent while there is none. */
  let hasOnlySpeed = false;

  function enter(next: typeof mode, first: number) {
    if (mode === next) return;
    if (next === 'lost') duty = clamp(duty * c.BACK_OFF);
    else if (mode === 'first') duty = Math.min(blind, first);
    integral = duty;
    if (next === 'temperature') smoothed = null;
    mode = next;
  }

  function steer({ policy, readings, asked, isWorking }: HeatInputs, temperature: number, steps: number) {
    const { targetC } = c.heatLimits(policy, readings);
    smoothed =
      smoothed === null
        ? temperature
        : smoothed + (1 - (1 - c.SMOOTHING) ** steps) * (temperature - smoothed);
    const error = targetC - smoothed;
    // what is not tried out teaches nothing: the integral waits while there is no work, and stays near what is asked
    if (isWorking)
      integral = Math.min(
        clamp(integral + c.INTEGRAL_GAIN * error * steps),
        Math.max(integral, asked + c.RAMP_UP),
      );
    const wanted = clamp(integral + c.PROPORTIONAL_GAIN * error);
    duty = Math.min(wanted, duty + c.RAMP_UP * steps);
  }

  function backOff(by: number, heardAt: number, now: number) {
    if (now - backedOffAt < c.BACK_OFF_EVERY_MS || heardAt <= backedOffAt) return;
    backedOffAt = now;
    tooMuch = duty;
    duty = clamp(duty * by);
  }

  function feel({ readings, asked, isWorking, heardAt }: HeatInputs, now: number) {
    const { thermal = 'nominal', speedLimit = 100, slowdown = 1 } = readings;
    if (slowdown < c.VERY_SLOW && isWorking) {
      if (now - backedOffAt >= c.BACK_OFF_EVERY_MS) restsUntil = now + c.VERY_SLOW_REST_MS;
      return backOff(c.VERY_SLOW_BACK_OFF, heardAt, now);
    }
    if (thermal !== 'nominal' || speedLimit < 100 || slowdown < c.SLOW)
      return backOff(c.BACK_OFF, heardAt, now);
    if (!isWorking || duty > asked || heardAt <= climbedAt) return;
    const steps = Math.min(c.MOST_STEPS, Math.max(1, (now - climbedAt) / c.STEP_MS));
    climbedAt = now;
    const isNear = duty >= 0.9 * tooMuch && duty <= tooMuch;
    duty = clamp(duty + (isNear ? c.CAREFUL_CLIMB : c.CLIMB) * steps);
  }

  const figure = () => (smoothed === null || mode !== 'temperature' ? {} : { figure: Math.round(smoothed) });

  return {
    step(inputs, now) {
      const { temperature, thermal, speedLimit, slowdown } = inputs.readings;
      if (now - steppedAt < c.STEP_MS) return;
      const steps = steppedAt === -Infinity ? 1 : Math.min(c.MOST_STEPS, (now - steppedAt) / c.STEP_MS);
      steppedAt = now;
      const isSensed = temperature !== undefined || thermal !== undefined || speedLimit !== undefined;
      hasOnlySpeed = !isSensed && (hasOnlySpeed || (slowdown !== undefined && mode !== 'temperature'));
      const hasSigns = thermal !== undefined || speedLimit !== undefined || slowdown !== undefined;
      if (temperature !== undefined) {
        enter('temperature', c.FIRST_DUTY);
        steer(inputs, temperature, steps);
      } else if (hasSigns) {
        enter('signs', thermal !== undefined || speedLimit !== undefined ? c.FIRST_DUTY_BY_STATE : blind);
        feel(inputs, now);
      } else if (mode !== 'first' && !hasOnlySpeed) enter('lost', blind);
    },
    stopped() {
      if (mode === 'first') return;
      duty = clamp(duty * c.BACK_OFF);
      integral = clamp(Math.min(integral, duty));
    },
    duty() {
      if (duty >= 1) return { duty: 1, why: null };
      const isBlind = mode === 'first' || mode === 'lost';
      return { duty, why: isBlind ? { reason: 'careful' } : { reason: 'slowed-by-heat', ...figure() } };
    },
    restsUntil: () => restsUntil,
  };
}
