// Changes that can be taken back: they are made at once, and for a while the way back is offered.
import { createContext } from 'svelte';
import type { Problem } from '#lib/swarm/ask.ts';
import type { DeviceView } from '#shared/contract/device.ts';
import type { SwarmView } from '#shared/contract/viewer-messages.ts';
import { steerDevice, steerSwarm } from '../steer.ts';
import {
  type DeviceChange,
  deviceText,
  formerDevice,
  formerSwarm,
  type SwarmChange,
  swarmText,
} from './undo-words.ts';

export interface Undoable {
  /** What was done. */
  text: string;
  undo: () => Promise<Problem | undefined>;
}

export class Steering {
  offered: Undoable | undefined = $state.raw();

  async swarm(before: SwarmView, change: SwarmChange): Promise<Problem | undefined> {
    const former = formerSwarm(before, change);
    const problem = await steerSwarm(change);
    if (!problem) this.#offer(swarmText(change), former, () => steerSwarm(former));
    return problem;
  }

  async device(before: DeviceView, change: DeviceChange): Promise<Problem | undefined> {
    const former = formerDevice(before, change);
    const problem = await steerDevice(before.id, change);
    if (!problem) this.#offer(deviceText(before, change), former, () => steerDevice(before.id, former));
    return problem;
  }

  /** One at a time: what came before stays as it is. */
  #offer(text: string, former: object, undo: Undoable['undo']): void {
    if (Object.keys(former).length > 0) this.offered = { text, undo };
  }

  settle(): void {
    this.offered = undefined;
  }
}

export const [getSteering, setSteering] = createContext<Steering>();
