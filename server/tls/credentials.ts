// What the listener proves itself with, wherever it comes from: an authority of this data directory, or a certificate somebody brought.
import { X509Certificate } from 'node:crypto';

export interface Credentials {
  kind: 'local-ca' | 'own';
  /** PEM: the listener's own certificate first, then those above it. */
  certificate: string;
  /** PEM. */
  key: string;
  /** The root that devices may come to trust; null where it is not ours to hand out. PEM. */
  root: string | null;
  /** Host names and addresses that the certificate holds for. */
  names: string[];
  /** UTC ms. */
  expiresAt: number;
}

export interface CredentialSource {
  /** What is to be served now. Called again and again; only the first call may make what has never been there. @throws CoveyError. */
  load(isFirst: boolean): Promise<Credentials>;
}

/** SHA-256 of a certificate's DER, 64 lower-case hex digits. */
export const fingerprintOf = (certificate: X509Certificate) =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase();

/** Every PEM block of a file that is a certificate. @throws where one cannot be read. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** The names and addresses a certificate holds for, addresses in their shortest form. */
export function namesOf(certificate: X509Certificate): string[] {
  const entries = certificate.subjectAltName?.split(', ') ?? [];
  return entries.flatMap((entry) => {
    if (entry.startsWith('DNS:')) return [entry.slice(4).toLowerCase()];
    if (entry.startsWith('IP Address:')) return [shortAddress(entry.slice(11))];
    return [];
  });
}

/** `0:0:0:0:0:0:0:1` becomes `::1`; without the zone, which no certificate can hold. */
export function shortAddress(address: string): string {
  const plain = address.replace(/%.*$/, '');
  return plain.includes(':') ? new URL(`http://[${plain}]/`).hostname.slice(1, -1) : plain;
}

/** Whether one of `names` is this host; `*` stands for one label. */
export function coversHost(names: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase();
  return names.some(
    (name) => name === wanted || (name.startsWith('*.') && wanted.replace(/^[^.]+/, '*') === name),
  );
}
