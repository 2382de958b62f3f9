// How many devices could compute a job of a kernel now, and how long all of them would take together. Pure.
import { powerOf } from '../../scheduler/power.ts';
import type { Device, Swarm } from '../../scheduler/swarm-state.ts';
import type { KernelDescription } from '../../../shared/kernels/kernel.ts';

export interface SwarmAnswer {
  /** Those that could be given some of it now. */
  devices: number;
  /** null: none of them has computed this kernel yet. */
  secondsFor(cost: number, chunks: number): number | null;
}

export function askSwarm(
  swarm: Swarm | undefined,
  { name, needs }: Pick<KernelDescription, 'name' | 'needs'>,
): SwarmAnswer {
  const able: Device[] = [];
  for (const device of swarm?.devices ?? [])
    if (device.weight > 0 && (needs?.fits(device.row.capabilities) ?? true)) able.push(device);
  const weight = able.reduce((sum, device) => sum + device.weight, 0);
  const power = powerOf(swarm, name, weight);
  /** No chunk is faster than the fastest thread. */
  const fastest = able.reduce((most, device) => Math.max(most, device.rates.get(name)?.perSecond ?? 0), 0);
  return {
    devices: able.length,
    secondsFor: (cost, chunks) =>
      power === null || able.length === 0 || chunks === 0
        ? null
        : Math.max(cost / power, fastest > 0 ? cost / chunks / fastest : 0),
  };
}
