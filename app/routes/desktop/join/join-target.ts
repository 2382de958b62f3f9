// What stands in the field of the join form: whether it is a link with a way in, and an address that was found, with what it says of its root.
import type { FoundView } from '#shared/contract/desktop-view.ts';
import { readJoinFragment } from '#shared/contract/tls.ts';

export const hasToken = (typed: string): boolean => {
  const hash = typed.indexOf('#');
  return hash >= 0 && readJoinFragment(typed.slice(hash)).token !== '';
};

/** A fragment without a token: the code is still to be typed, and holds only for the root that was announced. */
export const withPin = ({ url, fingerprint }: FoundView): string =>
  fingerprint === null ? url : `${url}/j#.${fingerprint}`;
