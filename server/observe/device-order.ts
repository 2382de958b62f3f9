// The order in which screens list devices: what needs somebody first, then those that are there, then the others; by name within. It does not
// depend on what changes every second, so that tiles stay where they are, and it is sorted anew only when it changes.
import type { Device, Swarm } from '../scheduler/swarm-state.ts';

const byName = new Intl.Collator('en', { numeric: true });
const place = ({ row, connected }: Device) => (row.quarantine !== null ? 0 : connected ? 1 : 2);

interface Placed {
  device: Device;
  place: number;
  name: string;
}

const known = new WeakMap<Swarm, { placed: Placed[]; devices: readonly Device[] }>();

/** Without those at the door. The same list as before when nothing moved. */
export function orderDevices(swarm: Swarm): readonly Device[] {
  const last = known.get(swarm);
  const stays =
    last?.placed.every(
      (each) =>
        each.place === place(each.device) &&
        each.name === each.device.row.name &&
        each.device.row.approved &&
        swarm.devices.has(each.device),
    ) ?? false;
  const approved = [...swarm.devices].filter(({ row }) => row.approved);
  if (last && stays && approved.length === last.placed.length) return last.devices;
  const placed = approved.map((device) => ({ device, place: place(device), name: device.row.name }));
  placed.sort(
    (a, b) =>
      a.place - b.place ||
      byName.compare(a.name, b.name) ||
      a.device.row.joinedAt - b.device.row.joinedAt ||
      a.device.row.number - b.device.row.number,
  );
  const devices = placed.map(({ device }) => device);
  known.set(swarm, { placed, devices });
  return devices;
}
