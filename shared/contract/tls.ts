// What a coordinator says about its https, and how a root is pinned: by its SHA-256, whole, or by the beginning of it where room is short.
import * as z from 'zod/mini';

export const TlsView = z.object({
  /** Whether the port answers https as well. */
  https: z.boolean(),
  /** `local-ca`: a root of this coordinator, which devices may come to trust. `own`: a certificate that its owner brought. */
  kind: z.enum(['local-ca', 'own', 'none']),
  /** SHA-256 of the root's DER, 64 lower-case hex digits; null where there is no root to hand out. */
  fingerprint: z.nullable(z.string()),
  /** Host names and addresses that the certificate holds for. */
  names: z.array(z.string()),
});
export type TlsView = z.infer<typeof TlsView>;

/** As people compare a fingerprint, reading it aloud from one screen to the other: in groups of four. */
export const groupFingerprint = (fingerprint: string): string[] =>
  fingerprint.toUpperCase().match(/.{1,4}/g) ?? [];

/** Digits of a pin in a link: 64 bits, which nobody finds a second root for. */
const LINK_PIN_DIGITS = 16;

/** `sha256:` (may be left out) and 16 to 64 hex digits, colons allowed between them, become lower-case digits; anything else null. */
export function readPin(text: string): string | null {
  const digits = text
    .trim()
    .replace(/^sha-?256:/i, '')
    .replaceAll(':', '')
    .toLowerCase();
  return /^[0-9a-f]{16,64}$/.test(digits) ? digits : null;
}

export const linkPinOf = (fingerprint: string) => fingerprint.slice(0, LINK_PIN_DIGITS);

/** The fragment of a join link: `<token>`, or `<token>.<pin>`. No token has a dot. */
export function readJoinFragment(fragment: string): { token: string; pin: string | null } {
  const [token = '', pin = ''] = fragment.replace(/^#/, '').split('.');
  return { token, pin: readPin(pin) };
}

/** Our page on http loads this over https, which is another site to browsers, to learn whether https would open without a warning. It says nothing
 *  about anybody, and it is the one thing that a coordinator lets other sites load. */
export const PROBE_PATH = '/icons/covey.svg';
