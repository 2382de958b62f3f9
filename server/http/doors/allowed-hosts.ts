// Under which names this coordinator answers. A page of another site that makes its own name resolve to our address (DNS rebinding) comes with
// that name in Host, and is refused; an Origin that equals Host would not tell.
import { isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { OWN_NAMES } from '../../../shared/contract/own-host.ts';

/** Interfaces are looked at again after this long, when a name is not known: a laptop changes networks while it serves. */
const LOOK_AGAIN_MS = 1_000;

export interface AllowedHosts {
  /** `host` as it stands in a Host header, with or without a port. */
  allows(host: string | undefined): boolean;
}

export interface HostSources {
  /** Names that the owner gave: host names, addresses or URLs. */
  names: readonly string[];
  /** Those that come and go while it runs, such as a tunnel's. */
  moreNames?: () => readonly string[];
  machineName?: () => string;
  interfaces?: typeof networkInterfaces;
  now?: () => number;
}

/** The name in a Host header or a URL, in one spelling: lower case, no port, no final dot. null for what is no name. */
export function readHostName(text: string): string | null {
  const host = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/\/.*$/s, '');
  const literal = /^\[([0-9a-f:.]+)(?:%25[\w.~-]+)?\](?::\d{1,5})?$/i.exec(host)?.[1];
  if (literal !== undefined) return canonical(`[${literal}]`);
  const name = /^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::\d{1,5})?$/i.exec(host)?.[1];
  return name?.toLowerCase() ?? null;
}

function canonical(literal: string): string | null {
  try {
    return new URL(`http://${literal}`).hostname;
  } catch {
    return null;
  }
}

export function makeAllowedHosts({
  names,
  moreNames = () => [],
  machineName = hostname,
  interfaces = networkInterfaces,
  now = () => performance.now(),
}: HostSources): AllowedHosts {
  const given = new Set(OWN_NAMES);
  let own = new Set<string>();
  let lookedAt = -Infinity;
  const give = (name: string) => {
    const read = readHostName(isIPv6(name) ? `[${name}]` : name);
    if (read === null)
      throw new CoveyError('bad-request', `${JSON.stringify(name)} is no host name or address`, {
        hint: 'Give names as they stand in the address bar, for example covey.example or 203.0.113.7.',
      });
    given.add(read);
  };
  for (const name of names) give(name);

  /** Addresses of this computer, and its name with and without what follows the first dot. */
  function look(): void {
    lookedAt = now();
    const addresses = Object.values(interfaces()).flatMap((each) => each ?? []);
    const machine = machineName().toLowerCase().replace(/\.$/, '');
    const label = machine.split('.')[0] ?? machine;
    own = new Set(
      [
        ...addresses.map(({ address }) => {
          const bare = address.replace(/%.*$/, '');
          return bare.includes(':') ? `[${bare}]` : bare;
        }),
        ...(label === '' ? [] : [machine, label, `${label}.local`]),
      ]
        .map(readHostName)
        .filter((name) => name !== null),
    );
  }

  return {
    allows(host) {
      // what is allowed becomes part of links and origins: a name and a port, and nothing around them
      const name =
        host === undefined || URL.parse(`http://${host}/`)?.pathname !== '/' ? null : readHostName(host);
      if (name === null) return false;
      if (given.has(name) || own.has(name) || moreNames().some((more) => readHostName(more) === name))
        return true;
      if (now() - lookedAt < LOOK_AGAIN_MS) return false;
      look();
      return own.has(name);
    },
  };
}
