// What a decision means for the devices that were heard: a better record for those that agree, quarantine for those that are outvoted [V10].
import { quarantine } from '../quarantine.ts';
import type { Job, Turn } from '../swarm-state.ts';
import type { Outcome } from './count-votes.ts';
import { nameAll, sayOutvoted } from './sentences.ts';

type Agreed = Extract<Outcome, { outcome: 'agreed' }>;

export function conclude(turn: Turn, job: Job, index: number, { agreed, outvoted }: Agreed): void {
  for (const number of new Set(agreed.map(({ device }) => device))) {
    const device = turn.state.devices.get(number);
    if (!device) continue;
    device.row.proven++;
    turn.state.tick.devices.add(device);
  }
  for (const number of outvoted) {
    const device = turn.state.devices.get(number);
    if (device) quarantine(turn, device, sayOutvoted(job, index, nameAll(turn.state, agreed)));
  }
}
