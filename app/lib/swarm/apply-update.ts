// What a viewer knows of a swarm, as a value: snapshots of the parts that a screen shows, and updates laid over them. Pure. A part that the
// present screen does not show stays as it was last seen, so that the next screen has something to begin with.
import type { JobView } from '#shared/contract/job.ts';
import type {
  DeviceLine,
  SwarmEventView,
  SwarmSnapshot,
  SwarmTotals,
  SwarmUpdate,
  SwarmView,
  WatchedDevice,
} from '#shared/contract/viewer-messages.ts';
import { figureDevices, figureOutline, type OutlinedDevice, outlined } from './apply-figures.ts';

const EVENTS_KEPT = 200;

export interface SeenSwarm {
  swarm: SwarmView;
  totals: SwarmTotals;
  waiting: readonly WatchedDevice[];
  /** A window of the list of devices; the first of it has this place. */
  devices: readonly WatchedDevice[];
  devicesFrom: number;
  /** How many have the words that were looked for; undefined: nobody looked for any. */
  devicesFound?: number | undefined;
  outline: readonly OutlinedDevice[];
  /** Newest first. */
  jobs: readonly JobView[];
  events: readonly SwarmEventView[];
  /** What figures mean by their place. */
  texts: readonly string[];
}

export function applySnapshot(known: SeenSwarm | undefined, snapshot: SwarmSnapshot, now: number): SeenSwarm {
  const seen: SeenSwarm = {
    swarm: snapshot.swarm,
    totals: snapshot.totals,
    waiting: snapshot.waiting,
    devices: snapshot.devices ?? known?.devices ?? [],
    devicesFrom: snapshot.devices ? (snapshot.devicesFrom ?? 0) : (known?.devicesFrom ?? 0),
    devicesFound: snapshot.devices ? snapshot.devicesFound : known?.devicesFound,
    outline: snapshot.outline ? snapshot.outline.map(outlined) : (known?.outline ?? []),
    jobs: snapshot.jobs ?? known?.jobs ?? [],
    events: snapshot.events ? newestFirst(snapshot.events) : (known?.events ?? []),
    texts: [...(snapshot.continues ? (known?.texts ?? []) : []), ...(snapshot.texts ?? [])],
  };
  return layFigures(seen, snapshot.figures, now);
}

export function applyUpdate(known: SeenSwarm, update: SwarmUpdate, now: number): SeenSwarm {
  const seen: SeenSwarm = {
    swarm: update.swarm ?? known.swarm,
    totals: update.totals ?? known.totals,
    waiting: update.waiting ?? known.waiting,
    devices: place(known.devices, update.devices, update.deviceOrder, (device) => device),
    devicesFrom: known.devicesFrom,
    devicesFound: update.devicesFound ?? known.devicesFound,
    outline: place(known.outline, update.outline, update.outlineOrder, renamed),
    jobs: layJobs(known.jobs, update),
    events: update.events?.length ? newestFirst([...update.events, ...known.events]) : known.events,
    texts: update.texts ? [...known.texts, ...update.texts] : known.texts,
  };
  return layFigures(seen, update.figures, now);
}

function layFigures(seen: SeenSwarm, figures: Uint8Array | undefined, now: number): SeenSwarm {
  if (!figures) return seen;
  return {
    ...seen,
    devices: figureDevices(seen.devices, figures, seen.texts, now),
    outline: figureOutline(seen.outline, figures, seen.texts),
  };
}

const renamed = (line: DeviceLine, before: OutlinedDevice | undefined): OutlinedDevice => ({
  ...(before ?? outlined(line)),
  ...line,
});

/** The same list when nothing in it changed, so that screens need not look at it again. */
function place<T extends { number: number }, News extends { number: number }>(
  list: readonly T[],
  news: readonly News[] | undefined,
  order: readonly number[] | undefined,
  make: (news: News, before: T | undefined) => T,
): readonly T[] {
  if (!news && !order) return list;
  const all = new Map(list.map((item) => [item.number, item]));
  for (const item of news ?? []) all.set(item.number, make(item, all.get(item.number)));
  const numbers = order ?? list.map(({ number }) => number);
  return numbers.flatMap((number) => all.get(number) ?? []);
}

function layJobs(
  list: readonly JobView[],
  { jobs = [], jobFigures = [], goneJobs = [] }: SwarmUpdate,
): readonly JobView[] {
  if (jobs.length + jobFigures.length + goneJobs.length === 0) return list;
  const news = new Map(jobs.map((job) => [job.id, job]));
  const figures = new Map(jobFigures.map((each) => [each.id, each]));
  const gone = new Set(goneJobs);
  const known = new Set(list.map(({ id }) => id));
  const fresh = jobs.filter(({ id }) => !known.has(id));
  const kept = list.map((job) => {
    const moved = figures.get(job.id);
    return news.get(job.id) ?? (moved ? { ...job, ...moved } : job);
  });
  return [...fresh, ...kept].filter(({ id }) => !gone.has(id));
}

function newestFirst(events: readonly SwarmEventView[]): SwarmEventView[] {
  return events.toSorted((a, b) => b.at - a.at).slice(0, EVENTS_KEPT);
}
