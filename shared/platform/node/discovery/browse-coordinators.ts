// Looks for coordinators on every link of this computer, for as long as asked.
import { SERVICE_TYPE } from '../../../contract/discovery.ts';
import { type Link, listLinks } from './list-links.ts';
import { openMulticast } from './open-multicast.ts';
import { type FoundCoordinator, mergeFound, readFound } from './read-found.ts';

export interface BrowseOptions {
  forMs: number;
  /** Ends the search early; what was found until then counts. */
  signal?: AbortSignal;
  /** Each time a new coordinator turns up. */
  onFound?: (coordinator: FoundCoordinator) => void;
  links?: () => readonly Link[];
  port?: number;
}

/** Questions get lost, and a link may come up only now: asked again after these times, on what links there are then. */
const ASK_AGAIN_MS = [250, 1_000, 3_000];
/** A flood of inventions must not fill the memory or the screen. */
const MOST_FOUND = 100;

/** By name. Links that cannot be listened on are left out: the list may be empty and is never an error. */
export async function browseCoordinators(options: BrowseOptions): Promise<FoundCoordinator[]> {
  const { forMs, signal, onFound, links = listLinks, port } = options;
  const found = new Map<string, FoundCoordinator>();
  const take = (heard: object) => {
    const coordinator = readFound(heard);
    if (!coordinator) return;
    const known = found.get(coordinator.id);
    if (!known && found.size >= MOST_FOUND) return;
    found.set(coordinator.id, known ? mergeFound(known, coordinator) : coordinator);
    if (!known) onFound?.(coordinator);
  };
  /** By the link's address; null where it cannot be listened on. */
  const listening = new Map<string, Promise<Listening | null>>();
  const ask = () => {
    for (const { address } of links()) {
      const before = listening.get(address);
      if (before) void before.then((each) => each?.ask());
      else
        listening.set(
          address,
          listenOn(address, port, take).catch(() => null),
        );
    }
  };
  if (!signal?.aborted) {
    ask();
    const askingAgain = ASK_AGAIN_MS.filter((ms) => ms < forMs).map((ms) => setTimeout(ask, ms));
    await pass(forMs, signal);
    for (const timer of askingAgain) clearTimeout(timer);
  }
  await Promise.all([...listening.values()].map(async (each) => (await each)?.close()));
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

interface Listening {
  ask(): void;
  close(): Promise<void>;
}

/** Asks at once. @throws what the system says */
async function listenOn(
  address: string,
  port: number | undefined,
  take: (heard: object) => void,
): Promise<Listening> {
  const onTrouble = () => undefined;
  const { bonjour, close } = await openMulticast(
    { address },
    { ...(port !== undefined && { port }), onTrouble },
  );
  const browser = bonjour.find({ type: SERVICE_TYPE });
  browser.on('up', take);
  browser.on('srv-update', (service) => take(service));
  browser.on('txt-update', (service) => take(service));
  return {
    ask: () => browser.update(),
    async close() {
      browser.stop();
      await close();
    },
  };
}

const pass = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener('abort', end, { once: true });
  });
