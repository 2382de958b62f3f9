// Which jobs the list shows, as it stands in the address: `?state=ended&kernel=hash&find=letters`. Pure.
import type { JobState, JobView } from '#shared/contract/job.ts';

/** Several states that people mean by one word. */
export const STATE_GROUPS = {
  'in-progress': ['uploading', 'queued', 'running', 'reducing'],
  paused: ['paused'],
  done: ['done'],
  failed: ['failed'],
  cancelled: ['cancelled'],
} as const satisfies Record<string, readonly JobState[]>;
export type StateGroup = keyof typeof STATE_GROUPS;

export const groupWords: Readonly<Record<StateGroup, string>> = {
  'in-progress': 'In progress',
  paused: 'Paused',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export interface JobFilter {
  group: StateGroup | undefined;
  kernel: string | undefined;
  text: string;
}

const isGroup = (name: string | null): name is StateGroup =>
  name !== null && Object.hasOwn(STATE_GROUPS, name);

export function readFilter(query: Pick<URLSearchParams, 'get'>): JobFilter {
  const state = query.get('state');
  return {
    group: isGroup(state) ? state : undefined,
    kernel: query.get('kernel') || undefined,
    text: query.get('find') ?? '',
  };
}

/** What stands behind the path; empty when everything is shown. */
export function writeFilter({ group, kernel, text }: JobFilter): string {
  const query = new URLSearchParams();
  if (group) query.set('state', group);
  if (kernel) query.set('kernel', kernel);
  if (text.trim() !== '') query.set('find', text.trim());
  return query.size === 0 ? '' : `?${query}`;
}

export const isFiltered = (filter: JobFilter) => writeFilter(filter) !== '';

/** Of jobs that follow on each other the latest; its rounds before it are linked from its page. */
export const latestRounds = (jobs: readonly JobView[]): JobView[] => {
  const there = new Set(jobs.map(({ id }) => id));
  return jobs.filter(({ next }) => next === null || !there.has(next));
};

/** "round 7 of 20"; nothing for a job that stands alone. */
export function roundText({ round, rounds, parent, next }: JobView): string {
  if (round === 1 && parent === null && next === null && (rounds ?? 1) === 1) return '';
  return rounds === null ? `round ${round}` : `round ${round} of ${rounds}`;
}

/** Every word must be somewhere in the name, the note or the kernel, in capitals or not. */
export function filterJobs(jobs: readonly JobView[], { group, kernel, text }: JobFilter): JobView[] {
  const states: readonly JobState[] | undefined = group && STATE_GROUPS[group];
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    if (states && !states.includes(job.state)) return false;
    if (kernel !== undefined && job.kernel !== kernel) return false;
    const said = `${job.name} ${job.note} ${job.kernel}`.toLocaleLowerCase();
    return words.every((word) => said.includes(word));
  });
}
