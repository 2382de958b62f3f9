// What is told of devices that did not agree.
import type { Vote } from '../rows.ts';
import type { Job, SwarmsState } from '../swarm-state.ts';

export const sayOutvoted = (job: Job, index: number, others: string): string =>
  `Its result for chunk ${index} of ${job.row.name} was not what ${others} returned`;

export const sayUndecided = (results: number, devices: string): string =>
  `no majority among ${results} results of ${devices}. A job whose results may differ must be submitted so that they are trusted`;

export function nameAll({ devices }: SwarmsState, votes: readonly Vote[]): string {
  const names = [...new Set(votes.map(({ device }) => device))].map(
    (device) => devices.get(device)?.row.name ?? 'a device that was removed',
  );
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}
