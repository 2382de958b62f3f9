// Whether a coordinator's certificate is good where its root is pinned: signed by that root, by this name, in its time. Chromium knows nothing of a
// root that this person alone trusts, so it is worked out here; for anything else Chromium's own verdict stands. Pure.
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** Electron's answers: trusted, refused, as Chromium says. */
export type Verdict = 0 | -2 | -3;

export interface Presented {
  hostname: string;
  /** PEM: the certificate of the server, then those that it sent along. */
  chain: readonly string[];
}

export interface Pinned {
  hostname: string;
  /** PEM; left out: nothing is pinned there. */
  ca?: string;
}

const MOST_LINKS = 4;

export function judgeCertificate(presented: Presented, pinned: Pinned | null, now: Date): Verdict {
  if (!pinned || presented.hostname !== bare(pinned.hostname)) return -2; // nobody else is talked to
  if (pinned.ca === undefined) return -3;
  try {
    return isSignedBy(presented, new X509Certificate(pinned.ca), now) ? 0 : -2;
  } catch {
    return -2; // what cannot be read is not trusted
  }
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

function isSignedBy({ hostname, chain }: Presented, root: X509Certificate, now: Date): boolean {
  const [leaf, ...others] = chain.slice(0, MOST_LINKS).map((pem) => new X509Certificate(pem));
  if (!leaf || !isInTime(root, now)) return false;
  const isNamed = isIP(hostname) ? leaf.checkIP(hostname) : leaf.checkHost(hostname);
  if (isNamed === undefined) return false;
  let signed = leaf;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (!isInTime(signed, now)) return false;
    if (signed.checkIssued(root) && signed.verify(root.publicKey)) return true;
    const issuer = others.find(
      (each) => each.ca && signed.checkIssued(each) && signed.verify(each.publicKey),
    );
    if (!issuer || issuer === signed) return false;
    signed = issuer;
  }
  return false;
}

const isInTime = (certificate: X509Certificate, now: Date) =>
  certificate.validFromDate <= now && now <= certificate.validToDate;
