// What was just changed, in words, and what it was before, so that it can be taken back. Pure.
import { percent } from '#lib/words/numbers.ts';
import type { DeviceView } from '#shared/contract/device.ts';
import type { Body } from '#shared/contract/http-api.ts';
import type { SwarmView } from '#shared/contract/viewer-messages.ts';

/** What can be taken back by saying the former value again. */
export type SwarmChange = Pick<Body<'steerSwarm'>, 'state' | 'throttle' | 'name'>;
export type DeviceChange = Pick<Body<'steerDevice'>, 'enabled' | 'throttle' | 'name'>;

const stateWords = {
  running: 'The swarm runs again.',
  paused: 'The swarm is paused.',
  stopped: 'The swarm is stopped.',
} as const;

export function swarmText({ state, throttle, name }: SwarmChange): string {
  if (state !== undefined) return stateWords[state];
  if (throttle !== undefined) return `The swarm works at ${percent(throttle)} at most.`;
  return `The swarm is called ${name} now.`;
}

export function deviceText(
  before: Pick<DeviceView, 'name'>,
  { enabled, throttle, name }: DeviceChange,
): string {
  if (enabled !== undefined)
    return enabled ? `${before.name} gets work again.` : `${before.name} gets no more work.`;
  if (throttle !== undefined) return `${before.name} works at ${percent(throttle)} at most.`;
  return `${before.name} is called ${name} now.`;
}

/** The same fields with the values that they had; empty when nothing is different. */
export function formerSwarm(before: SwarmView, change: SwarmChange): SwarmChange {
  return {
    ...(change.state !== undefined && change.state !== before.state && { state: before.state }),
    ...(change.throttle !== undefined &&
      change.throttle !== before.throttle && { throttle: before.throttle }),
    ...(change.name !== undefined && change.name !== before.name && { name: before.name }),
  };
}

export function formerDevice(before: DeviceView, change: DeviceChange): DeviceChange {
  return {
    ...(change.enabled !== undefined && change.enabled !== before.enabled && { enabled: before.enabled }),
    ...(change.throttle !== undefined &&
      change.throttle !== before.throttle && { throttle: before.throttle }),
    ...(change.name !== undefined && change.name !== before.name && { name: before.name }),
  };
}
