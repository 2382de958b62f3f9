// One-time tokens that sign somebody in: the coordinator's own (setup) and links that a signed-in person makes for another device of theirs.
// They live in memory and die after fifteen minutes, or with the process.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { PersonId } from '../../../shared/contract/ids.ts';
import { hashSecret, makeSecret } from '../secrets.ts';

export const LINK_MS = 15 * 60_000;
const MOST_LINKS = 200;

/** `person` null: whoever is the first administrator then. */
interface OpenLink {
  person: PersonId | null;
  until: number;
}

export interface SignInLinks {
  make(person: PersonId | null): { token: string; expiresAt: number };
  /**
   * Takes a token, which is worthless from then on; `giveBack` undoes that when the sign-in could not be written down.
   * @throws CoveyError `setup-token-invalid`
   */
  take(kind: 'setup' | 'link', token: string): { person: PersonId | null; giveBack(): void };
  /** Links of a person whose way in was taken away. */
  forget(person: PersonId): void;
}

export function makeSignInLinks(utc: () => number): SignInLinks {
  const links = new Map<string, OpenLink>();
  const prune = () => {
    for (const [hash, { until }] of links) if (until < utc()) links.delete(hash);
    for (const hash of links.keys()) if (links.size >= MOST_LINKS) links.delete(hash);
  };
  return {
    make(person) {
      prune();
      const token = makeSecret(24);
      const until = utc() + LINK_MS;
      links.set(hashSecret(token), { person, until });
      return { token, expiresAt: until };
    },
    take(kind, token) {
      const hash = hashSecret(token);
      const link = links.get(hash);
      if (!link || link.until < utc() || (kind === 'setup') !== (link.person === null))
        throw new CoveyError('setup-token-invalid', 'this link was used already or is too old', {
          hint: 'Run `covey link` on the coordinator’s computer, or make another link where you are signed in.',
        });
      links.delete(hash);
      return { person: link.person, giveBack: () => void links.set(hash, link) };
    },
    forget(person) {
      for (const [hash, link] of links) if (link.person === person) links.delete(hash);
    },
  };
}
