// The addresses and names for which a local certificate authority may speak: networks that nobody owns, and endings that no public
// name has. The name constraints of the root are made from the same table, so what is asked here is what browsers enforce.
import { BlockList, isIP } from 'node:net';

/** Network and length of its prefix: RFC 1918, loopback, link-local, carrier-grade NAT. */
export const privateRanges4 = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const;

/** Loopback, unique local (RFC 4193), link-local. */
export const privateRanges6 = [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const;

/** Names that end so are never public (RFC 6762, 6761, 8375; ICANN's `internal`; `lan` by habit of home routers). */
export const privateEndings = ['local', 'localhost', 'home.arpa', 'internal', 'lan'] as const;

const blocks = new BlockList();
for (const [network, bits] of privateRanges4) blocks.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of privateRanges6) blocks.addSubnet(network, bits, 'ipv6');

/** Whether a certificate of a local authority holds for this host, an IP address (without brackets) or a name. */
export function isPrivateHost(host: string): boolean {
  const version = isIP(host);
  if (version !== 0) return blocks.check(host, version === 4 ? 'ipv4' : 'ipv6');
  const name = host.toLowerCase();
  return privateEndings.some((ending) => name === ending || name.endsWith(`.${ending}`));
}
