// Under which private names and addresses this computer can be reached now: what a leaf must hold for.
import { hostname, networkInterfaces } from 'node:os';
import { shortAddress } from './credentials.ts';
import { isPrivateHost } from './authority/private-ranges.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;

/** What people call this computer, as one label of a host name. */
export function hostLabel(name = hostname()): string {
  const [first = ''] = name.toLowerCase().split('.');
  const label = first.replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '');
  return label === '' || label === 'localhost' ? 'covey' : label.slice(0, 63);
}

/** `more` are names by which it announces itself besides. */
export function presentNames(
  more: readonly string[] = [],
  label = hostLabel(),
  interfaces: Interfaces = networkInterfaces(),
): string[] {
  const addresses = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .map(({ address }) => address)
    // No address bar takes a zone, so nobody opens a link-local IPv6 address; every container would bring a new one.
    .filter((address) => !/^fe[89ab]/i.test(address))
    .map(shortAddress)
    .filter(isPrivateHost);
  const names = [
    'localhost',
    '127.0.0.1',
    '::1',
    `${label}.local`,
    ...more.map((name) => name.toLowerCase()),
  ];
  return [...new Set([...names, ...addresses.toSorted()])];
}
