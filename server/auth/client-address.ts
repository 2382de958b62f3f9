// Where a request comes from: the socket's address, or what a trusted proxy says it is. The listener writes it into a header of its own, over
// whatever stood there, so that everybody behind it (handlers, sockets) counts by the same address.
import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';

export const ADDRESS_HEADER = 'x-covey-address';

/** IPv4 written as IPv6 is the same address; so is one with and without the name of its interface. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** A proxy appends whom it talked to: the last entry is what it saw itself, those before it are hearsay. */
export function readClientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = plain([forwarded ?? ''].flat().join(',').split(',').at(-1)?.trim() ?? '');
  return isIP(last) > 0 ? last : plain(request.socket.remoteAddress ?? 'unknown');
}

/** By whom wrong attempts are counted: one host owns a whole IPv6 /64 and could guess from each of its addresses. */
export function addressGroup(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
