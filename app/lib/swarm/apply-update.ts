// What a viewer knows of a swarm, as a value: a snapshot, and updates laid over it. Pure. Things keep their place in the lists
// when they change, so that nothing jumps under a finger; new devices come last, new jobs first.
import type { SwarmEventView, SwarmSnapshot, SwarmUpdate } from '#shared/contract/viewer-messages.ts';

const EVENTS_KEPT = 200;

export function applySnapshot(snapshot: SwarmSnapshot): SwarmSnapshot {
  return { ...snapshot, events: newestFirst(snapshot.events) };
}

export function applyUpdate(known: SwarmSnapshot, update: SwarmUpdate): SwarmSnapshot {
  return {
    swarm: update.swarm ?? known.swarm,
    devices: lay(known.devices, update.devices, update.goneDevices, 'last'),
    jobs: lay(known.jobs, update.jobs, update.goneJobs, 'first'),
    events: update.events?.length ? newestFirst([...update.events, ...known.events]) : known.events,
  };
}

/** The same list when nothing in it changed, so that screens need not look at it again. */
function lay<T extends { id: string }>(
  list: T[],
  changed: readonly T[] = [],
  gone: readonly string[] = [],
  place: 'first' | 'last' = 'last',
): T[] {
  if (changed.length === 0 && gone.length === 0) return list;
  const news = new Map(changed.map((item) => [item.id, item]));
  const away = new Set(gone);
  const kept: T[] = [];
  for (const item of list) {
    const next = news.get(item.id) ?? item;
    news.delete(item.id);
    if (!away.has(item.id)) kept.push(next);
  }
  const fresh = [...news.values()].filter((item) => !away.has(item.id));
  return place === 'first' ? [...fresh, ...kept] : [...kept, ...fresh];
}

function newestFirst(events: readonly SwarmEventView[]): SwarmEventView[] {
  return events.toSorted((a, b) => b.at - a.at).slice(0, EVENTS_KEPT);
}
