// The gates: each looks at the readings and says why it is closed, or null. A gate that needs a reading is closed while the reading is
// unknown; a gate that only guards (heat, other programs) closes when it knows, and an unknown reading does not open it again.
import type { DeviceKind } from '../contract/device.ts';
import {
  BATTERY_HYSTERESIS,
  HEAT_REST_MS,
  heatLimits,
  IDLE_AFTER_S,
  isHandheld,
  LONG_HEAT_REST_MS,
  OTHERS_RESUME,
  OTHERS_STOP,
  OTHERS_STOP_HANDHELD,
  SPEED_LIMIT_RESUME,
  SPEED_LIMIT_STOP,
} from './constants.ts';
import { isWithinHours, nextStart } from './hours.ts';
import type { Policy } from './policy.ts';
import type { Pressure, Readings } from './readings.ts';
import type { Why } from './reasons.ts';

export interface GateInputs {
  policy: Policy;
  readings: Readings;
  kind: DeviceKind;
  /** The part of all cores that this contribution used in the last seconds, 0 to 1. */
  ownShare: number;
  /** The battery empties although the device has power. */
  isWeakCharger: boolean;
}

export interface Gate {
  name: string;
  /** `closedFor` is why it is closed now; null: it is open. */
  check(inputs: GateInputs, closedFor: Why | null): Why | null;
  /** It stays closed at least so long, ms. */
  restMs(inputs: GateInputs): number;
  /** Does not close in the first seconds of work. */
  isPatient?: boolean;
}

const why = (reason: Why['reason'], figure?: number): Why => ({
  reason,
  ...(figure !== undefined && { figure }),
});

const charging: Gate = {
  name: 'charging',
  restMs: () => 10_000,
  check({ policy, readings }) {
    if (!policy.onlyCharging || readings.charging === true) return null;
    return readings.charging === undefined ? why('battery-unknown') : why('on-battery', readings.battery);
  },
};

const batteryFloor: Gate = {
  name: 'batteryFloor',
  restMs: () => 60_000,
  check({ policy, readings: { battery } }, closedFor) {
    if (policy.batteryFloor <= 0) return null;
    if (battery === undefined) return why('battery-unknown');
    const floor = Math.min(100, policy.batteryFloor + (closedFor ? BATTERY_HYSTERESIS : 0));
    return battery < floor ? why('battery-low', battery) : null;
  },
};

const charger: Gate = {
  name: 'charger',
  restMs: () => 60_000,
  check: ({ isWeakCharger, readings }) => (isWeakCharger ? why('battery-falling', readings.battery) : null),
};

const isHot = (state: Pressure) => state === 'serious' || state === 'critical';

/** One gate per kind of evidence, so that each knows which reading it waits for. */
const temperature: Gate = {
  name: 'temperature',
  restMs: ({ kind }) => (isHandheld(kind) ? LONG_HEAT_REST_MS : HEAT_REST_MS),
  check({ policy, readings }, closedFor) {
    const { stopC, resumeC } = heatLimits(policy, readings);
    if (readings.temperature === undefined) return closedFor && why('heat-unknown');
    return readings.temperature >= (closedFor ? resumeC : stopC)
      ? why('too-hot', readings.temperature)
      : null;
  },
};

const thermalState: Gate = {
  name: 'thermalState',
  restMs: ({ kind, readings }) =>
    isHandheld(kind) || readings.thermal === 'critical' ? LONG_HEAT_REST_MS : HEAT_REST_MS,
  check({ readings: { thermal } }, closedFor) {
    if (thermal === undefined) return closedFor && why('heat-unknown');
    return isHot(thermal) ? why('too-hot') : null;
  },
};

const speedLimit: Gate = {
  name: 'speedLimit',
  restMs: () => HEAT_REST_MS,
  check({ readings: { speedLimit: limit } }, closedFor) {
    if (limit === undefined) return closedFor && why('heat-unknown');
    return limit < (closedFor ? SPEED_LIMIT_RESUME : SPEED_LIMIT_STOP) ? why('too-hot') : null;
  },
};

const network: Gate = {
  name: 'network',
  restMs: () => 10_000,
  check({ policy, readings: { metered } }) {
    if (!policy.onlyUnmetered || metered === false) return null;
    return why(metered === undefined ? 'network-unknown' : 'metered-network');
  },
};

const person: Gate = {
  name: 'person',
  restMs: () => 0, // idleness is slow enough by itself
  check({ policy, readings: { idleSeconds } }) {
    if (!policy.onlyIdle) return null;
    if (idleSeconds === undefined) return why('idle-unknown');
    return idleSeconds < IDLE_AFTER_S ? why('person-active') : null;
  },
};

/** The least that each word means in any version of Chromium (`kStateBaseThresholds` and its randomised twin). */
const leastLoad: Readonly<Record<Pressure, number>> = { nominal: 0, fair: 0.2, serious: 0.6, critical: 0.85 };

/** What others use at least. A browser's pressure counts us as well, so what we use is taken off. */
export function othersShare({ otherCpu, pressure }: Readings, ownShare: number): number | undefined {
  if (otherCpu !== undefined) return otherCpu;
  return pressure && Math.max(0, leastLoad[pressure] - ownShare);
}

const others: Gate = {
  name: 'others',
  isPatient: true,
  restMs: () => 20_000,
  check({ policy, readings, kind, ownShare }, closedFor) {
    if (!policy.giveWay) return null;
    const share = othersShare(readings, ownShare);
    if (share === undefined) return closedFor && why('others-busy');
    const stop = isHandheld(kind) ? OTHERS_STOP_HANDHELD : OTHERS_STOP;
    return share > (closedFor ? stop * OTHERS_RESUME : stop) ? why('others-busy', share * 100) : null;
  },
};

const hours: Gate = {
  name: 'hours',
  restMs: () => 0,
  check({ policy, readings: { weekMinute } }) {
    if (policy.hours.length === 0) return null;
    if (weekMinute === undefined) return why('outside-hours');
    return isWithinHours(policy.hours, weekMinute)
      ? null
      : why('outside-hours', nextStart(policy.hours, weekMinute));
  },
};

/** `Steam.exe`, `steam` and `Steam.app` are one program. */
const plainName = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/\.(exe|app)$/, '');

const programs: Gate = {
  name: 'programs',
  restMs: () => 10_000,
  check({ policy, readings }) {
    if (policy.restBeside.length === 0) return null;
    if (readings.programs === undefined) return why('programs-unknown');
    const running = new Set(readings.programs.map(plainName));
    // Linux cuts names after 15 letters
    const isRunning = (name: string) => running.has(name) || running.has(name.slice(0, 15));
    const found = policy.restBeside.find((name) => isRunning(plainName(name)));
    return found === undefined ? null : { ...why('program-running'), detail: found };
  },
};

/** In the order in which their reasons are given. */
export const gates: readonly Gate[] = [
  charging,
  batteryFloor,
  charger,
  temperature,
  thermalState,
  speedLimit,
  network,
  person,
  others,
  hours,
  programs,
];
