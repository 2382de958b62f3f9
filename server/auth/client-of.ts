// Who really asks, how, and under which name: what the socket says, or what a trusted proxy says of the one it talked to. Every limit, line
// of the audit log and rule about https goes by this; nobody else looks at X-Forwarded-*.
import { BlockList, isIP, isIPv6 } from 'node:net';
import { CoveyError } from '../../shared/contract/errors.ts';

export interface Client {
  /** Its IP address; `unknown` when the connection is gone already. */
  address: string;
  protocol: 'http' | 'https';
  /** As it stands in the address bar, with the port where there is one; empty when nothing was said. */
  host: string;
}

/** Whose X-Forwarded-* is believed: nobody's, that of peers with these addresses, or that of the last `count` proxies whoever they are. */
export type ProxyTrust =
  { kind: 'none' } | { kind: 'peers'; list: BlockList } | { kind: 'count'; count: number };

/** A tunnel whose near end is a program on this computer. */
export interface TunnelDoor {
  /** Its public host name. */
  host: string;
  /** Besides loopback: the address under which that program reaches us. */
  peer: string | null;
}

export interface Trust {
  proxies: ProxyTrust;
  /** null while no tunnel is open. */
  tunnel: TunnelDoor | null;
}

/** What is looked at in an IncomingMessage. */
export interface Asked {
  headers: Record<string, string | string[] | undefined>;
  socket: { remoteAddress?: string | undefined; encrypted?: boolean };
}

export const TRUST_NOBODY: ProxyTrust = { kind: 'none' };

/**
 * `--trust-proxy`: a number of proxies, or addresses and networks (`10.0.0.2,192.168.0.0/24,loopback`).
 * @throws CoveyError for anything else
 */
export function readProxyTrust(text: string): ProxyTrust {
  if (/^\s*\d+\s*$/.test(text)) {
    const count = Number(text);
    if (count > 10) throw notTrustable(text);
    return count === 0 ? TRUST_NOBODY : { kind: 'count', count };
  }
  const list = new BlockList();
  for (const entry of text.split(',').map((each) => each.trim())) {
    if (entry === 'loopback') {
      list.addSubnet('127.0.0.0', 8, 'ipv4');
      list.addAddress('::1', 'ipv6');
      continue;
    }
    const [address = '', bits, ...more] = entry.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    if (family === 0 || more.length > 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && +bits <= most)))
      throw notTrustable(entry);
    list.addSubnet(address, bits === undefined ? most : Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return { kind: 'peers', list };
}

const notTrustable = (text: string) =>
  new CoveyError('bad-request', `${JSON.stringify(text)} names no proxy`, {
    hint: 'Give --trust-proxy the addresses or networks of your proxies (10.0.0.2,192.168.0.0/24), loopback, or how many there are (1).',
  });

/** Pure: the same request and trust give the same answer. */
export function clientOf({ headers, socket }: Asked, { proxies, tunnel }: Trust): Client {
  const peer = plainAddress(socket.remoteAddress ?? '');
  const direct: Client = {
    address: peer === '' ? 'unknown' : peer,
    protocol: socket.encrypted === true ? 'https' : 'http',
    host: listOf(headers['host'])[0] ?? '',
  };
  const forwarded = listOf(headers['x-forwarded-for']).map(plainAddress);
  const protocols = listOf(headers['x-forwarded-proto']);
  if (tunnel && (isLoopback(peer) || peer === tunnel.peer) && isNamed(direct.host, tunnel.host))
    return {
      ...direct,
      address: validAddress(forwarded.at(-1)) ?? direct.address,
      protocol: readProtocol(protocols.at(-1)) ?? direct.protocol,
    };
  const hops = countHops(forwarded, peer, proxies);
  if (hops === 0) return direct;
  // what the nearest proxies wrote stands at the end; anything before it may be the client's own invention
  const said = (entries: string[]) => entries.at(-Math.min(hops, entries.length));
  return {
    address: validAddress(said(forwarded)) ?? direct.address,
    protocol: readProtocol(said(protocols)) ?? direct.protocol,
    host: said(listOf(headers['x-forwarded-host'])) ?? direct.host,
  };
}

/** How many of the proxies next to us are trusted: that many entries of each header were written by them. */
function countHops(forwarded: readonly string[], peer: string, proxies: ProxyTrust): number {
  if (proxies.kind === 'none') return 0;
  // fewer names than proxies: it came past some of them
  if (proxies.kind === 'count') return forwarded.length >= proxies.count ? proxies.count : 0;
  const isTrusted = (address: string) =>
    isIP(address) > 0 && proxies.list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  if (!isTrusted(peer)) return 0;
  let hops = 1;
  while (hops < forwarded.length && isTrusted(forwarded.at(-hops) ?? '')) hops++;
  return hops;
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Without the IPv6 spelling of an IPv4 address, the zone, brackets and the port that some proxies add. */
function plainAddress(text: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return bare.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

const validAddress = (text: string | undefined) => (text !== undefined && isIP(text) > 0 ? text : undefined);

const readProtocol = (text: string | undefined) => (text === 'http' || text === 'https' ? text : undefined);

export const isLoopback = (address: string) => address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);

const isNamed = (host: string, name: string) =>
  host.toLowerCase().replace(/:443$/, '') === name.toLowerCase();

export type ClientOf = (request: Asked) => Client;

/** Remembers the answer for a request: a socket forgets its address when it closes, and what was decided at the door stays decided. */
export function rememberClients(trust: () => Trust): ClientOf {
  const known = new WeakMap<Asked, Client>();
  return (request) => {
    const found = known.get(request) ?? clientOf(request, trust());
    known.set(request, found);
    return found;
  };
}

/** Where there is neither a proxy nor a tunnel. */
export const believeNobody = (): ClientOf => rememberClients(() => ({ proxies: TRUST_NOBODY, tunnel: null }));
