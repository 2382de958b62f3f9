// Keeps the coordinator known on every link of this computer: looks now and then whether an address, the name or the root is another, and then
// announces anew. Nothing here can stop the coordinator; what cannot be done is said once.
//   new ──start──▶ announcing ──looked, changed──▶ announcing (other links)         ──stop──▶ stopped (goodbye said)
import { type Link, listLinks } from '../../shared/platform/node/discovery/list-links.ts';
import { localName } from '../../shared/contract/discovery.ts';
import type { Log } from '../observe/log.ts';
import { type Announcement, announceOnLink } from './announce-on-link.ts';

export interface Clock {
  /** Calls `look` again and again until told otherwise; does not keep the process alive. */
  every(ms: number, look: () => void): () => void;
}

const realClock: Clock = {
  every(ms, look) {
    const timer = setInterval(look, ms).unref();
    return () => clearInterval(timer);
  },
};

export const LOOK_EVERY_MS = 5_000;

export interface DiscoveryParts {
  /** Asked at every look. */
  describe(): Announcement;
  log: Log;
  links?: () => Link[];
  clock?: Clock;
  mdnsPort?: number;
}

export interface Discovery {
  /** The name it answers to, `covey-1a2b.local`; null while no link takes it. */
  name(): string | null;
  /** Says goodbye on every link. Idempotent. */
  stop(): Promise<void>;
}

/** Resolves when it has tried every link once. */
export async function startDiscovery(parts: DiscoveryParts): Promise<Discovery> {
  const { describe, log, links = listLinks, clock = realClock, mdnsPort } = parts;
  const announced = new Map<string, () => Promise<void>>();
  const complained = new Set<string>();
  const complain = (link: Link | null, reason: string) => {
    const key = `${link?.name ?? ''} ${reason}`;
    if (complained.has(key)) return;
    complained.add(key);
    log('warn', 'other computers may not find this coordinator by themselves', {
      ...(link && { network: `${link.name} ${link.address}` }),
      reason,
      hint: 'codes, links and QR codes work all the same',
    });
  };

  async function announce(key: string, announcement: Announcement, link: Link): Promise<void> {
    const onTrouble = (error: Error) => complain(link, error.message);
    try {
      const end = await announceOnLink(announcement, link, {
        ...(mdnsPort !== undefined && { mdnsPort }),
        onTrouble,
      });
      announced.set(key, end);
      log('info', 'other computers find this coordinator by themselves', {
        name: localName(announcement.serverId),
        network: `${link.name} ${link.address}`,
      });
    } catch (error) {
      complain(link, error instanceof Error ? error.message : String(error));
    }
  }

  async function look(): Promise<void> {
    const announcement = describe();
    const wanted = new Map(links().map((link) => [JSON.stringify([link, announcement]), link]));
    if (wanted.size === 0) complain(null, 'this computer is on no network');
    const gone = [...announced].filter(([key]) => !wanted.has(key));
    for (const [key] of gone) announced.delete(key);
    await Promise.all(gone.map(([, end]) => end()));
    await Promise.all(
      [...wanted]
        .filter(([key]) => !announced.has(key))
        .map(([key, link]) => announce(key, announcement, link)),
    );
  }

  let looking: Promise<void> | null = null;
  let stopping: Promise<void> | null = null;
  const lookOnce = () => {
    if (stopping) return Promise.resolve();
    return (looking ??= look()
      .catch((error: Error) => complain(null, error.message))
      .finally(() => (looking = null)));
  };
  await lookOnce();
  const stopClock = clock.every(LOOK_EVERY_MS, () => void lookOnce());

  async function stop(): Promise<void> {
    stopClock();
    await looking;
    const ends = [...announced.values()];
    announced.clear();
    await Promise.all(ends.map((end) => end()));
  }
  return {
    name: () => (announced.size > 0 ? localName(describe().serverId) : null),
    stop: () => (stopping ??= stop()),
  };
}
