// Looks for coordinators on every link of this computer, for as long as asked.
import { SERVICE_TYPE } from '../../../contract/discovery.ts';
import { type Link, listLinks } from './list-links.ts';
import { type Multicast, openMulticast } from './open-multicast.ts';
import { type FoundCoordinator, mergeFound, readFound } from './read-found.ts';

export interface BrowseOptions {
  forMs: number;
  /** Ends the search early; what was found until then counts. */
  signal?: AbortSignal;
  /** Each time a new coordinator turns up. */
  onFound?: (coordinator: FoundCoordinator) => void;
  links?: readonly Link[];
  port?: number;
}

/** Questions get lost; they are asked again after these times. */
const ASK_AGAIN_MS = [250, 1_000, 3_000];
/** A flood of inventions must not fill the memory or the screen. */
const MOST_FOUND = 100;

/** By name. Links that cannot be listened on are left out: the list may be empty and is never an error. */
export async function browseCoordinators(options: BrowseOptions): Promise<FoundCoordinator[]> {
  const { forMs, signal, onFound, links = listLinks(), port } = options;
  const found = new Map<string, FoundCoordinator>();
  const take = (heard: object) => {
    const coordinator = readFound(heard);
    if (!coordinator) return;
    const known = found.get(coordinator.id);
    if (!known && found.size >= MOST_FOUND) return;
    found.set(coordinator.id, known ? mergeFound(known, coordinator) : coordinator);
    if (!known) onFound?.(coordinator);
  };
  const onTrouble = () => undefined;
  const opened = await Promise.all(
    links.map((link) =>
      openMulticast(link, { ...(port !== undefined && { port }), onTrouble }).catch(() => null),
    ),
  );
  const multicasts = opened.filter((each) => each !== null);
  try {
    await listen(multicasts, take, forMs, signal);
  } finally {
    await Promise.all(multicasts.map((each) => each.close()));
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

async function listen(
  multicasts: readonly Multicast[],
  take: (heard: object) => void,
  forMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) return;
  const browsers = multicasts.map(({ bonjour }) => {
    const browser = bonjour.find({ type: SERVICE_TYPE });
    browser.on('up', take);
    browser.on('srv-update', (service) => take(service));
    browser.on('txt-update', (service) => take(service));
    return browser;
  });
  const asking = ASK_AGAIN_MS.filter((ms) => ms < forMs).map((ms) =>
    setTimeout(() => browsers.forEach((browser) => browser.update()), ms),
  );
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, forMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener('abort', end, { once: true });
  });
  for (const timer of asking) clearTimeout(timer);
  for (const browser of browsers) browser.stop();
}
