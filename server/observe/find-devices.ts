// Which devices of a list somebody looks for: all the words that were typed are in its name or its kind. Pure.
import type { Device } from '../scheduler/swarm-state.ts';

/** In the order of the list. Words in any order, in capitals or not; none: all. */
export function findDevices(devices: readonly Device[], find: string): readonly Device[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return devices;
  return devices.filter(({ row }) => {
    const said = `${row.name} ${row.capabilities.kind}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}
