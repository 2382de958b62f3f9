// What a decision means for the devices that were heard: a better record for those that agree, none for those that are outvoted, and quarantine
// for who was outvoted before [V10].
import { historyOf } from '../chunk.ts';
import { quarantine } from '../quarantine.ts';
import type { Vote } from '../rows.ts';
import type { Device, Job, Turn } from '../swarm-state.ts';
import type { Outcome } from './count-votes.ts';
import { nameAll, sayOutvoted } from './sentences.ts';

/** On so many chunks of a job: one may be a difference between machines. */
const OUTVOTED_TO_QUARANTINE = 2;

type Agreed = Extract<Outcome, { outcome: 'agreed' }>;

export function conclude(turn: Turn, job: Job, index: number, { agreed, outvoted }: Agreed): void {
  for (const number of new Set(agreed.map(({ device }) => device))) {
    const device = turn.state.devices.get(number);
    // What it has proven in another swarm is worth nothing here, and the other way round [A10].
    if (!device || device.row.swarm !== job.row.swarm) continue;
    device.row.proven++;
    turn.state.tick.devices.add(device);
  }
  if (outvoted.length === 0) return;
  const { row } = historyOf(turn, job, index);
  row.votes = row.votes.map(({ attempt, device }) =>
    outvoted.includes(device) ? { attempt, device, outvoted: true } : { attempt, device },
  );
  for (const number of outvoted) {
    const device = turn.state.devices.get(number);
    if (device) blame(turn, job, device, sayOutvoted(job, index, nameAll(turn.state, agreed)));
  }
}

function blame(turn: Turn, job: Job, device: Device, sentence: string): void {
  const { number } = device.row;
  const isOutvoted = (vote: Vote) => vote.device === number && vote.outvoted === true;
  let chunks = 0;
  for (const { row } of job.history.values()) if (row.votes.some(isOutvoted)) chunks++;
  if (chunks >= OUTVOTED_TO_QUARANTINE) return quarantine(turn, device, sentence);
  device.row.proven = 0;
  turn.state.tick.devices.add(device);
}
