// Passkeys (WebAuthn): what an authenticator is asked, and whether its answer holds. A challenge lives in memory, for five minutes and one
// answer. A passkey is good for the host name it was made on; an address has none. Browsers let every port of a host ask for it, so the port is
// kept as well: a page of another program on the same host cannot have an answer signed for itself and hand it in here under its own name.
import { isIP } from 'node:net';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { NewPasskeyAnswer, PasskeyAnswer } from '../../../shared/contract/passkeys.ts';
import type { PasskeyView } from '../../../shared/contract/people.ts';
import type { PasskeyRow, PersonRow } from '../../scheduler/people-rows.ts';
import type { Ledger } from './ledger.ts';

/** Read when the first passkey is used: most coordinators never see one, and it takes a quarter of a second. */
const webauthn = () => import('@simplewebauthn/server');
/** EdDSA, ES256 and RS256, as COSE numbers them. */
const ALGORITHMS = [-8, -7, -257];

/** None are asked for, so nothing is read of them. */
const NO_EXTENSIONS = { clientExtensionResults: {} };

const CHALLENGE_MS = 5 * 60_000;
const MOST_CHALLENGES = 1_000;
const MOST_PER_PERSON = 20;

/** Where the page that asks lives. */
export interface PasskeyPlace {
  /** The host name (WebAuthn's relying party id). */
  name: string;
  /** The name with the port, where there is one. */
  host: string;
  /** As browsers write it. */
  origin: string;
}

/** @throws CoveyError `wrong-state` for an address instead of a name, `bad-request` for neither. */
export function readPasskeyPlace(protocol: 'http' | 'https', asked: string): PasskeyPlace {
  const url = URL.parse(`${protocol}://${asked}`);
  if (!url) throw new CoveyError('bad-request', `${JSON.stringify(asked.slice(0, 80))} is no host`);
  const { hostname, host, origin } = url;
  if (hostname.startsWith('[') || isIP(hostname) !== 0)
    throw new CoveyError('wrong-state', `passkeys need a host name; ${hostname} is an address`, {
      hint: 'Open the coordinator by its name, as on https://name.local or on http://localhost.',
    });
  return { name: hostname, host, origin };
}

export const viewPasskey = ({ id, name, host, createdAt, lastUsedAt }: PasskeyRow): PasskeyView => ({
  id,
  name,
  host,
  createdAt,
  lastUsedAt,
});

export interface Passkeys {
  askNew(person: PersonRow, place: PasskeyPlace): Promise<object>;
  /** The row to be committed. @throws CoveyError `bad-request` */
  readNew(
    person: PersonRow,
    place: PasskeyPlace,
    name: string,
    response: NewPasskeyAnswer,
  ): Promise<PasskeyRow>;
  askSignIn(place: PasskeyPlace): Promise<object>;
  /** The passkey with its new counter, to be committed. @throws CoveyError `not-signed-in` */
  readSignIn(place: PasskeyPlace, response: PasskeyAnswer): Promise<PasskeyRow>;
}

export function makePasskeys(ledger: Ledger, utc: () => number): Passkeys {
  /** What each open challenge was made for. */
  const challenges = new Map<string, { purpose: string; until: number }>();

  function remember(challenge: string, purpose: string): void {
    for (const [old, { until }] of challenges)
      if (until < utc() || challenges.size >= MOST_CHALLENGES) challenges.delete(old);
    challenges.set(challenge, { purpose, until: utc() + CHALLENGE_MS });
  }

  const take = (purpose: string) => (challenge: string) => {
    const found = challenges.get(challenge);
    challenges.delete(challenge);
    return found !== undefined && found.purpose === purpose && found.until >= utc();
  };

  const of = (person: PersonRow) =>
    [...ledger.now.passkeys.values()].filter((row) => row.person === person.id);
  const newPurpose = (person: PersonRow, { origin }: PasskeyPlace) => `new ${person.id} ${origin}`;
  const signInPurpose = ({ origin }: PasskeyPlace) => `sign-in ${origin}`;

  return {
    async askNew(person, place) {
      const rows = of(person);
      if (rows.length >= MOST_PER_PERSON)
        throw new CoveyError('wrong-state', `there are ${MOST_PER_PERSON} passkeys already`, {
          hint: 'Remove one that is not needed any more.',
        });
      const { generateRegistrationOptions } = await webauthn();
      const options = await generateRegistrationOptions({
        rpName: 'Covey',
        rpID: place.name,
        userName: person.name,
        userDisplayName: person.name,
        userID: new Uint8Array(Buffer.from(person.id, 'utf8')),
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: rows
          .filter((row) => nameOf(row.host) === place.name)
          .map(({ id, transports }) => ({ id, transports })),
        // nobody types a name to sign in, so the authenticator has to know whose key it is
        authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      });
      remember(options.challenge, newPurpose(person, place));
      return options;
    },
    async readNew(person, place, name, response) {
      const { verifyRegistrationResponse } = await webauthn();
      const verified = await verifyRegistrationResponse({
        response: { ...response, ...NO_EXTENSIONS },
        expectedChallenge: take(newPurpose(person, place)),
        expectedOrigin: place.origin,
        expectedRPID: place.name,
        supportedAlgorithmIDs: ALGORITHMS,
        requireUserVerification: false,
      }).catch((error: unknown) => {
        throw new CoveyError('bad-request', `the passkey cannot be added: ${reasonOf(error)}`, {
          cause: error,
        });
      });
      if (!verified.verified)
        throw new CoveyError('bad-request', 'the passkey cannot be added: it does not fit');
      const { credential } = verified.registrationInfo;
      if (ledger.now.passkeys.has(credential.id))
        throw new CoveyError('wrong-state', 'this passkey was added before');
      return {
        id: credential.id,
        person: person.id,
        name,
        host: place.host,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: (credential.transports ?? []).slice(0, 8).map((each) => each.slice(0, 40)),
        createdAt: utc(),
        lastUsedAt: null,
      };
    },
    async askSignIn(place) {
      const { generateAuthenticationOptions } = await webauthn();
      const options = await generateAuthenticationOptions({
        rpID: place.name,
        timeout: CHALLENGE_MS,
        userVerification: 'preferred',
      });
      remember(options.challenge, signInPurpose(place));
      return options;
    },
    async readSignIn(place, response) {
      const row = ledger.now.passkeys.get(response.id);
      if (!row) throw refused('this passkey is not known here; it may have been removed');
      if (row.host !== place.host)
        throw refused(`this passkey was made on ${row.host} and is good there only`);
      const { verifyAuthenticationResponse } = await webauthn();
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: { ...response, ...NO_EXTENSIONS },
        expectedChallenge: take(signInPurpose(place)),
        expectedOrigin: place.origin,
        expectedRPID: place.name,
        credential: {
          id: row.id,
          publicKey: new Uint8Array(Buffer.from(row.publicKey, 'base64url')),
          counter: row.counter,
        },
        requireUserVerification: false,
      }).catch((error: unknown) => {
        throw refused(`the passkey’s answer does not hold: ${reasonOf(error)}`);
      });
      if (!verified) throw refused('the passkey’s signature does not fit');
      // removed, or used elsewhere with a higher counter, while this one was checked
      const current = ledger.now.passkeys.get(row.id);
      if (!current || (authenticationInfo.newCounter > 0 && authenticationInfo.newCounter <= current.counter))
        throw refused('this passkey was used or removed at the same moment');
      return { ...current, counter: authenticationInfo.newCounter, lastUsedAt: utc() };
    },
  };
}

/** Without the port. */
const nameOf = (host: string) => host.replace(/:\d+$/, '');

const refused = (message: string) =>
  new CoveyError('not-signed-in', message, {
    hint: 'Try again, or open the link that `covey link` prints on the coordinator’s computer.',
  });

/** The library's sentences quote what came from outside. */
const reasonOf = (error: unknown) =>
  error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read';
