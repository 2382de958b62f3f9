// Where this coordinator speaks https: the same port of the same host, or of a name that outlives a new address. Pure.

type Place = Pick<Location, 'hostname' | 'port' | 'protocol'>;

const originOf = (hostname: string, { port, protocol }: Place) =>
  new URL(`https://${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`).origin;

/** http and https share one port, so only the scheme differs. */
export const secureOrigin = (place: Place) => originOf(place.hostname, place);

export const isAddress = (hostname: string) => /^\[|^\d+(\.\d+){3}$/.test(hostname);

/** Hosts whose names are drawn anew whenever somebody opens a tunnel: what is installed from one is lost with it. */
const PASSING = /\.(trycloudflare\.com|lhr\.life|loca\.lt|serveo\.net|ngrok\.io)$/i;
export const isPassing = (hostname: string) => PASSING.test(hostname);

/** Whether a certificate for `names` is good for this host; `*` stands for one label. */
export function holdsFor(names: readonly string[], hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return names.some(
    (name) => name === host || (name.startsWith('*.') && host.replace(/^[^.]+/, '*') === name),
  );
}

/** By name instead of address: an app stays tied to what it was installed from, and addresses change. Null where there is no such name. */
export function lastingOrigin(names: readonly string[], place: Place): string | null {
  if (!isAddress(place.hostname)) return null;
  const isLasting = (name: string) =>
    name.includes('.') && !name.includes(':') && !name.startsWith('*.') && !isAddress(name);
  const name = names.find(isLasting);
  return name === undefined ? null : originOf(name, place);
}
