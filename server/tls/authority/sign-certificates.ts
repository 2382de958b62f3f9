// Makes a root and signs leaves with it. Loaded only when something is to be signed: the library takes its time to load.
import 'reflect-metadata'; // before the library, which counts on it
import { createPrivateKey, type KeyObject, randomBytes, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { encodeNameConstraints, NAME_CONSTRAINTS_OID } from './name-constraints.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { ...P256, hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const ROOT_DAYS = 3653;
/** Below Apple's limit of 825 days for private authorities, and what public ones long kept to. */
const LEAF_DAYS = 397;
/** Phones whose clock is behind must not take a new certificate for one from the future. */
const BACKDATED_MS = DAY_MS;
/** Longest common name (RFC 5280, ub-common-name). */
const NAME_CHARACTERS = 64;

export interface Signed {
  /** PEM. */
  certificate: string;
  /** PKCS #8, PEM. */
  key: string;
}

const newKeys = () => crypto.subtle.generateKey(P256, true, ['sign', 'verify']);

/** A root that may only sign leaves for private networks. `host` is what people call this computer; `now` is UTC ms. */
export async function makeRoot(host: string, now: number): Promise<Signed> {
  const keys = await newKeys();
  const end = ` (local only) ${randomBytes(3).toString('hex')}`;
  const notBefore = now - BACKDATED_MS;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: commonName(`Covey on ${host}`.slice(0, NAME_CHARACTERS - end.length) + end),
    notBefore: new Date(notBefore),
    notAfter: new Date(notBefore + ROOT_DAYS * DAY_MS),
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension(NAME_CONSTRAINTS_OID, true, encodeNameConstraints() as Uint8Array<ArrayBuffer>),
    ],
  });
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

export interface LeafOrder {
  root: { certificate: X509Certificate; key: KeyObject };
  /** Host names and IP addresses. Whether the root may speak for them is for those to judge who check the certificate. */
  names: readonly string[];
  /** PKCS #8 in PEM; left out, a new one is made. */
  key?: string;
  now: number;
}

export async function signLeaf({ root, names, key, now }: LeafOrder): Promise<Signed> {
  const keys = key === undefined ? await newKeys() : await importKeys(createPrivateKey(key));
  const issuer = new x509.X509Certificate(root.certificate.raw as Buffer<ArrayBuffer>);
  const { privateKey: signingKey } = await importKeys(root.key);
  const notBefore = now - BACKDATED_MS;
  const notAfter = Math.min(notBefore + LEAF_DAYS * DAY_MS, root.certificate.validToDate.getTime());
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    // Without dots: OpenSSL and GnuTLS hold a common name that looks like a host name against the name constraints.
    subject: commonName('Covey coordinator'),
    // the same bytes as in the root: NSS compares encodings, not texts
    issuer: issuer.subjectName,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: key ?? (await exportKey(keys.privateKey)) };
}

/** Not as text, in which quotation marks and commas mean something. */
const commonName = (text: string) => new x509.Name([{ CN: [{ utf8String: text }] }]);

/** 126 random bits; the first byte is positive and not zero, as DER wants it. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

const pem = (certificate: x509.X509Certificate) => `${certificate.toString('pem').trim()}\n`;

async function exportKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}(?=.)/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

async function importKeys(key: KeyObject): Promise<CryptoKeyPair> {
  const jwk = key.export({ format: 'jwk' }) as JsonWebKey;
  const { d: _, ...publicJwk } = jwk;
  const { subtle } = crypto;
  return {
    privateKey: await subtle.importKey('jwk', jwk, P256, true, ['sign']),
    publicKey: await subtle.importKey('jwk', publicJwk, P256, true, ['verify']),
  };
}
