// What somebody on the network said about a coordinator, read with suspicion: null for anything that is not as agreed.
import { isIP } from 'node:net';
import { DiscoveryTxt } from '../../../contract/discovery.ts';

export interface FoundCoordinator {
  /** The first 8 hex digits of its server id; the same on every link. */
  id: string;
  /** For people; without characters that steer a screen. */
  name: string;
  /** `covey-1a2b.local`, or null when it gave no such name. */
  host: string | null;
  /** Where to knock: plain http at the likeliest address. */
  url: string;
  addresses: string[];
  port: number;
  /** Whether it says that the port speaks https as well. */
  https: boolean;
  /** What it says the SHA-256 of its root begins with, 16 hex digits. */
  fingerprint: string | null;
}

/** As bonjour-service hands it over: nothing in it has been looked at. */
export interface Heard {
  host?: unknown;
  port?: unknown;
  txt?: unknown;
  addresses?: unknown;
  referer?: { address: string } | undefined;
}

const MOST_ADDRESSES = 8;

export function readFound({ host, port, txt, addresses, referer }: Heard): FoundCoordinator | null {
  const said = DiscoveryTxt.safeParse(txt);
  if (!said.success || typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
    return null;
  const usable = sortAddresses(Array.isArray(addresses) ? addresses : [], referer?.address);
  const [best] = usable;
  if (best === undefined) return null;
  const { id, name, tls, fp } = said.data;
  return {
    id,
    name: name || `covey ${id}`,
    host: typeof host === 'string' && /^[a-z0-9-]{1,63}\.local$/i.test(host) ? host.toLowerCase() : null,
    url: `http://${best.includes(':') ? `[${best}]` : best}:${port}`,
    addresses: usable,
    port,
    https: tls === '1',
    fingerprint: fp ?? null,
  };
}

/** One coordinator, heard on two links. */
export const mergeFound = (first: FoundCoordinator, second: FoundCoordinator): FoundCoordinator => ({
  ...first,
  addresses: [...new Set([...first.addresses, ...second.addresses])].slice(0, MOST_ADDRESSES),
});

/** The address that the answer came from is known to be within reach; then IPv4, which needs no luck. */
function sortAddresses(addresses: unknown[], sender: string | undefined): string[] {
  const said = addresses.filter((each): each is string => typeof each === 'string' && isUsable(each));
  const known = sender !== undefined && isIP(sender) > 0 ? sender : undefined;
  if (known !== undefined && (said.includes(known) || said.length === 0)) said.unshift(known);
  const ranked = said.toSorted((a, b) => rank(a, known) - rank(b, known));
  return [...new Set(ranked)].slice(0, MOST_ADDRESSES);
}

const rank = (address: string, sender: string | undefined) =>
  address === sender ? 0 : isIP(address) === 4 ? 1 : 2;

/** Nobody else lives at this computer's own loopback, at a group, or behind a zone that only the sender knows. */
const isUsable = (address: string) =>
  isIP(address) > 0 && !/^(0\.|127\.|22[4-9]\.|23\d\.|::1?$|ff|fe[89ab])/i.test(address);
