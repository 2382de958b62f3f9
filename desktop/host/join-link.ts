// Understands what a person types or pastes to join: the link of the QR code, or an address and a code.
import { readJoinFragment, readPin } from '../../shared/contract/tls.ts';
import { Problem } from './problem.ts';

export interface JoinTarget {
  /** The coordinator's address without a slash at the end. */
  url: string;
  /** null: this device has joined before and needs no way in. */
  join: { code: string } | { token: string } | { knock: true } | null;
  /** What the SHA-256 of the coordinator's root begins with; left out: nothing is known of it. */
  pin?: string;
}

/**
 * `http://192.168.1.23:8787/j#<token>` or `…#<token>.<pin>`, or an address (`http://` may be left out) and a code. `ca` is a pin by itself.
 * @throws Problem for anything else.
 */
export function readJoinTarget(typed: string, code: string | undefined, ca?: string): JoinTarget {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    throw new Problem(
      'bad-request',
      `${JSON.stringify(typed)} is no address to join`,
      'Give the link that `covey serve` shows, or its address and --code.',
    );
  const { token, pin: linkPin } = readJoinFragment(url.hash);
  const pin = ca === undefined ? linkPin : readCa(ca, linkPin);
  const found = { url: url.origin, ...(pin !== null && { pin }) };
  if (token !== '' && code !== undefined)
    throw new Problem(
      'bad-request',
      'the link has a way in already, and --code is another',
      'Give the link alone, or the address and the code.',
    );
  if (token !== '') return { ...found, join: { token } };
  return { ...found, join: code === undefined ? null : { code } };
}

/** @throws Problem when it is no pin, or not the one of the link. */
export function readCa(ca: string, linkPin: string | null = null): string {
  const pin = readPin(ca);
  if (pin === null)
    throw new Problem(
      'bad-request',
      `${JSON.stringify(ca)} is not the SHA-256 of a root`,
      'Give --ca what `covey tls show` prints, such as sha256:1f2e3d…, at least 16 digits.',
    );
  if (linkPin !== null && !pin.startsWith(linkPin) && !linkPin.startsWith(pin))
    throw new Problem(
      'bad-request',
      'the link is pinned to one root, and --ca names another',
      'Ask whoever sent the link; one of the two is out of date.',
    );
  return linkPin !== null && linkPin.length > pin.length ? linkPin : pin;
}
