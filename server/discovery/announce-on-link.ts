// Announces the coordinator on one link and answers there for its `.local` name, with the addresses of that link and no others. Says goodbye at
// the end, so that lists of coordinators are right at once.
import { randomBytes } from 'node:crypto';
import {
  type Announced,
  localName,
  SERVICE_TYPE,
  writeDiscoveryTxt,
} from '../../shared/contract/discovery.ts';
import type { Link } from '../../shared/platform/node/discovery/list-links.ts';
import { openMulticast } from '../../shared/platform/node/discovery/open-multicast.ts';

export interface Announcement extends Announced {
  /** Where the coordinator listens. */
  port: number;
}

/** Goodbyes are a courtesy: nobody waits longer for them to leave. */
const GOODBYE_MS = 300;
/** Seconds for which others may believe an address, as RFC 6762 §10 has it. */
const ADDRESS_TTL = 120;

export interface AnnounceOptions {
  mdnsPort?: number;
  onTrouble(error: Error): void;
}

/** @returns how to end it. @throws what the system says when the link cannot be used. */
export async function announceOnLink(
  { port, ...announced }: Announcement,
  link: Link,
  { mdnsPort, onTrouble }: AnnounceOptions,
): Promise<() => Promise<void>> {
  const multicast = await openMulticast(link, {
    ...(mdnsPort !== undefined && { port: mdnsPort }),
    onTrouble,
  });
  const host = localName(announced.serverId);
  const txt = writeDiscoveryTxt(announced);
  const service = multicast.bonjour.publish({
    // Unique at each start and on each link: the library gives up where a name is taken, and the second card of one network, or the
    // coordinator that is being taken over from, would have it.
    name: `covey-${txt.id}-${randomBytes(3).toString('hex')}`,
    type: SERVICE_TYPE,
    host,
    port,
    txt,
  });
  // The library would list every address of this computer. It asks for the records no sooner than the name was found to be free.
  const listed = service.records.bind(service);
  service.records = () => [
    ...listed().filter(({ type }) => type !== 'A' && type !== 'AAAA'),
    ...link.addresses.map((address) => ({
      name: host,
      type: address.includes(':') ? ('AAAA' as const) : ('A' as const),
      ttl: ADDRESS_TTL,
      data: address,
    })),
  ];
  return async () => {
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, GOODBYE_MS);
      service.stop(() => {
        clearTimeout(limit);
        resolve();
      });
    });
    await multicast.close();
  };
}
