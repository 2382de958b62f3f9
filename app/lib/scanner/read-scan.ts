// What a scanned QR code is to Covey: an invitation of this coordinator, one of another, or something else, which is then said. Understands the
// links that /j and /join take, and nothing else. Pure.
import { CODE_LETTERS, readCode } from '#lib/words/join-code.ts';
import { holdsFor } from '#lib/ladder/secure-origin.ts';
import { readJoinFragment } from '#shared/contract/tls.ts';

export type WayIn = { token: string } | { code: string };

export type Scan =
  | { kind: 'ours'; way: WayIn }
  /** Opened only after a tap: it leads away from here. */
  | { kind: 'elsewhere'; host: string; url: string }
  | { kind: 'other'; found: string };

/** Where this page is, and by which other names and addresses its coordinator is known. */
export interface Here {
  location: Pick<Location, 'protocol' | 'hostname' | 'port'>;
  names: readonly string[];
}

/** base64url of 128 bits and more. */
const TOKEN = /^[\w-]{16,64}$/;
const QUOTED = 40;

export function readScan(text: string, here: Here): Scan {
  const url = URL.parse(text.trim());
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return { kind: 'other', found: describe(text.trim()) };
  const way = readWay(url);
  if (way === 'none') return { kind: 'other', found: `the address ${url.host}` };
  if (way === 'spent')
    return { kind: 'other', found: `an address of ${url.host} without an invitation in it` };
  return isOurs(url, here) ? { kind: 'ours', way } : { kind: 'elsewhere', host: url.host, url: url.href };
}

function readWay(url: URL): WayIn | 'spent' | 'none' {
  if (url.pathname === '/j') {
    const { token } = readJoinFragment(url.hash);
    return TOKEN.test(token) ? { token } : 'spent';
  }
  if (url.pathname !== '/join') return 'none';
  const code = readCode(decodeFragment(url.hash));
  return code.length === CODE_LETTERS ? { code } : 'spent';
}

function decodeFragment(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return '';
  }
}

const portOf = ({ port, protocol }: Pick<Location, 'protocol' | 'port'>) =>
  port || (protocol === 'https:' ? '443' : '80');

/** http and https share one port, so the scheme does not count. A stranger's token is never shown to this coordinator, nor ours to theirs. */
function isOurs(url: URL, { location, names }: Here): boolean {
  if (portOf(url) !== portOf(location)) return false;
  return url.hostname === location.hostname || holdsFor(names, url.hostname);
}

const VISITING = 'a contact or an appointment';
const NUMBER = 'a telephone number';
const SECRET = 'a secret of a sign-in app';
const kinds = new Map([
  ['wifi', 'the name and password of a Wi-Fi network'],
  ['begin', VISITING],
  ['mecard', VISITING],
  ['mailto', 'an e-mail address'],
  ['tel', NUMBER],
  ['sms', NUMBER],
  ['smsto', NUMBER],
  ['geo', 'a place on a map'],
  ['otpauth', SECRET],
  ['otpauth-migration', SECRET],
  ['fido', SECRET],
]);

/** Never repeats what may be a secret: the password of a Wi-Fi network, the seed of a sign-in app. */
function describe(text: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  const kind = kinds.get(scheme);
  if (kind !== undefined) return kind;
  if (text === '') return 'nothing at all';
  return `the text “${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}”`;
}
