// Understands what a person types or pastes to join: the link of the QR code, or an address and a code.
import { Problem } from './problem.ts';

export interface JoinTarget {
  /** The coordinator's address without a slash at the end. */
  url: string;
  /** null: this device has joined before and needs no way in. */
  join: { code: string } | { token: string } | { knock: true } | null;
}

/** `http://192.168.1.23:8787/j#<token>`, or an address (`http://` may be left out) and a code. @throws Problem for anything else. */
export function readJoinTarget(typed: string, code: string | undefined): JoinTarget {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    throw new Problem(
      'bad-request',
      `${JSON.stringify(typed)} is no address to join`,
      'Give the link that `covey serve` shows, or its address and --code.',
    );
  const token = url.hash.slice(1);
  if (token !== '' && code !== undefined)
    throw new Problem(
      'bad-request',
      'the link has a way in already, and --code is another',
      'Give the link alone, or the address and the code.',
    );
  if (token !== '') return { url: url.origin, join: { token } };
  return { url: url.origin, join: code === undefined ? null : { code } };
}
