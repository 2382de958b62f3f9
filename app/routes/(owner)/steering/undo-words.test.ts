import { expect, test } from 'vitest';
import type { DeviceView } from '#shared/contract/device.ts';
import type { SwarmView } from '#shared/contract/viewer-messages.ts';
import { deviceText, formerDevice, formerSwarm, swarmText } from './undo-words.ts';

const swarm = { name: 'Home', state: 'running', throttle: 1 } as SwarmView;
const device = { name: 'Attic laptop', enabled: true, throttle: 0.8 } as DeviceView;

test('a change is told as it is now', () => {
  expect(swarmText({ state: 'paused' })).toBe('The swarm is paused.');
  expect(swarmText({ throttle: 0.4 })).toBe('The swarm works at 40 % at most.');
  expect(deviceText(device, { enabled: false })).toBe('Attic laptop gets no more work.');
  expect(deviceText(device, { enabled: true })).toBe('Attic laptop gets work again.');
  expect(deviceText(device, { name: 'Cellar laptop' })).toBe('Attic laptop is called Cellar laptop now.');
});

test('taking it back says what was before, and nothing where nothing changed', () => {
  expect(formerSwarm(swarm, { state: 'stopped' })).toEqual({ state: 'running' });
  expect(formerSwarm(swarm, { throttle: 0.5, name: 'Office' })).toEqual({ throttle: 1, name: 'Home' });
  expect(formerSwarm(swarm, { state: 'running' })).toEqual({});
  expect(formerDevice(device, { throttle: 0, enabled: false })).toEqual({ throttle: 0.8, enabled: true });
  expect(formerDevice(device, { throttle: 0.8 })).toEqual({});
});
