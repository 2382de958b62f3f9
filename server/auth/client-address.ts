// By which address somebody is counted. The listener writes where a request comes from (client-of.ts) into a header of its own, over whatever stood
// there, so that sockets, which outlive their request, count by the same address.
import { isIPv6 } from 'node:net';

export const ADDRESS_HEADER = 'x-covey-address';

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
