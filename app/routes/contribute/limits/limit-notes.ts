// What stands beside a limit before it is set: what the device says of it now, or that it cannot tell and what that would mean. Pure.
import type { DeviceKind } from '#shared/contract/device.ts';
import type { Policy } from '#shared/governor/policy.ts';
import type { Readings } from '#shared/governor/readings.ts';

export type LimitName =
  'onlyCharging' | 'batteryFloor' | 'onlyUnmetered' | 'onlyIdle' | 'giveWay' | 'targetC';

export interface LimitNote {
  text: string;
  /** The device cannot tell what the limit needs. */
  isBlind: boolean;
  /** It is set all the same, and so the device rests for good. */
  isStuck: boolean;
}

export interface Sight {
  readings: Readings;
  kind: DeviceKind;
  /** Many readings are told to secure origins only. */
  isSecure: boolean;
}

/** What a limit says of the present; undefined when the device cannot tell. */
const present: Readonly<Record<LimitName, (readings: Readings) => string | undefined>> = {
  onlyCharging: ({ charging, battery }) =>
    charging === undefined ? undefined : charging ? 'It has power now.' : `On battery now${level(battery)}.`,
  batteryFloor: ({ battery }) =>
    battery === undefined ? undefined : `The battery is at ${Math.round(battery)} % now.`,
  onlyUnmetered: ({ metered }) =>
    metered === undefined
      ? undefined
      : metered
        ? 'This network is paid by the byte, or asked to be spared.'
        : 'This network costs nothing by the byte.',
  onlyIdle: ({ idleSeconds }) =>
    idleSeconds === undefined ? undefined : 'Starts after three minutes without a touch or key.',
  giveWay: ({ otherCpu, pressure }) =>
    otherCpu === undefined && pressure === undefined ? undefined : 'Rests while they need the processor.',
  targetC: ({ temperature }) =>
    temperature === undefined ? undefined : `The processor is at ${Math.round(temperature)} °C now.`,
};

const level = (battery: number | undefined) => (battery === undefined ? '' : `, ${Math.round(battery)} %`);

/** What cannot be told, as the rest of “This browser does not show …”. */
const unseen: Readonly<Record<LimitName, string>> = {
  onlyCharging: 'the battery',
  batteryFloor: 'the battery',
  onlyUnmetered: 'what the network costs',
  onlyIdle: 'when you last used the device',
  giveWay: 'how busy other programs are',
  targetC: 'how warm the processor is',
};

/** Limits that only guard: unknown, they do nothing. The others stay closed as long as they cannot tell. */
const guards: ReadonlySet<LimitName> = new Set<LimitName>(['giveWay', 'targetC']);

/** Told to secure origins only, by browsers that tell at all. */
const onlySecure: ReadonlySet<LimitName> = new Set<LimitName>(['onlyCharging', 'batteryFloor', 'giveWay']);

export function isSet(limit: LimitName, policy: Policy): boolean {
  if (limit === 'batteryFloor') return policy.batteryFloor > 0;
  if (limit === 'targetC') return policy.targetC !== null;
  return policy[limit];
}

export function limitNote(limit: LimitName, policy: Policy, { readings, isSecure }: Sight): LimitNote {
  const said = present[limit](readings);
  if (said !== undefined) return { text: said, isBlind: false, isStuck: false };
  const perhaps = !isSecure && onlySecure.has(limit) ? ' over plain http' : '';
  const blind = `This browser does not show ${unseen[limit]}${perhaps}`;
  if (guards.has(limit))
    return { text: `${blind}, so this changes nothing here.`, isBlind: true, isStuck: false };
  const isStuck = isSet(limit, policy);
  const outcome = isStuck ? 'so it rests until you turn this off' : 'so with this on it would rest for good';
  return { text: `${blind}, ${outcome}.`, isBlind: true, isStuck };
}

/** On phones and tablets the network that costs nothing is Wi-Fi. */
export const unmeteredLabel = (kind: DeviceKind) =>
  kind === 'phone' || kind === 'tablet' ? 'Only on Wi-Fi' : 'Only on a network that is not paid by the byte';
