// Real chains, made here: which are taken for a coordinator whose root is pinned.
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  type Extension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { beforeAll, expect, test } from 'vitest';
import { judgeCertificate } from './judge-certificate.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
const now = new Date('2026-11-21T12:00:00Z');
let serial = 1;

interface Made {
  certificate: X509Certificate;
  keys: CryptoKeyPair;
}

async function make(
  name: string,
  issuer: Made | null,
  isCa: boolean,
  days: [number, number] = [-1, 30],
): Promise<Made> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const extensions: Extension[] = [
    new BasicConstraintsExtension(isCa, undefined, true),
    ...(isCa
      ? []
      : [
          new SubjectAlternativeNameExtension([
            { type: 'dns', value: 'covey-1a2b.local' },
            { type: 'ip', value: '192.168.1.9' },
          ]),
        ]),
  ];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: String(serial++).padStart(2, '0'),
    subject: `CN=${name}`,
    issuer: issuer ? issuer.certificate.subject : `CN=${name}`,
    notBefore: new Date(now.getTime() + days[0] * DAY),
    notAfter: new Date(now.getTime() + days[1] * DAY),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions,
  });
  return { certificate, keys };
}

const pem = ({ certificate }: Made) => certificate.toString('pem');
const made = {} as Record<
  'root' | 'leaf' | 'between' | 'deep' | 'stale' | 'fakeRoot' | 'fakeLeaf' | 'notCa' | 'byNotCa',
  Made
>;

beforeAll(async () => {
  made.root = await make('Covey root', null, true, [-10, 3000]);
  made.leaf = await make('coordinator', made.root, false);
  made.stale = await make('coordinator', made.root, false, [-20, -10]);
  made.between = await make('Covey between', made.root, true);
  made.deep = await make('coordinator', made.between, false);
  made.notCa = await make('not an authority', made.root, false);
  made.byNotCa = await make('coordinator', made.notCa, false);
  made.fakeRoot = await make('Covey root', null, true);
  made.fakeLeaf = await make('coordinator', made.fakeRoot, false);
});

const judge = (chain: Made[], { hostname = '192.168.1.9', pinnedTo = '192.168.1.9' } = {}) =>
  judgeCertificate({ hostname, chain: chain.map(pem) }, { hostname: pinnedTo, ca: pem(made.root) }, now);

test('a certificate that the pinned root signed is taken, straight or through another', () => {
  expect(judge([made.leaf])).toBe(0);
  expect(judge([made.leaf, made.root])).toBe(0);
  expect(judge([made.deep, made.between])).toBe(0);
  expect(judge([made.leaf], { hostname: 'covey-1a2b.local', pinnedTo: 'covey-1a2b.local' })).toBe(0);
});

test('everything else is refused', () => {
  expect(judge([made.fakeLeaf, made.fakeRoot]), 'a root of the same name').toBe(-2);
  expect(judge([made.fakeLeaf, made.root]), 'the true root behind a false certificate').toBe(-2);
  expect(judge([made.deep]), 'a missing link').toBe(-2);
  expect(judge([made.byNotCa, made.notCa]), 'signed by one that is no authority').toBe(-2);
  expect(judge([made.stale]), 'run out').toBe(-2);
  expect(judge([made.leaf], { hostname: '192.168.1.10', pinnedTo: '192.168.1.10' }), 'another name').toBe(-2);
  expect(judge([made.leaf], { pinnedTo: '192.168.1.10' }), 'another computer').toBe(-2);
  expect(judge([]), 'nothing').toBe(-2);
});

test('without a pin Chromium decides, and what cannot be read is refused', () => {
  expect(judgeCertificate({ hostname: 'a', chain: [] }, { hostname: 'a' }, now)).toBe(-3);
  expect(judgeCertificate({ hostname: 'a', chain: ['x'] }, { hostname: 'a', ca: 'y' }, now)).toBe(-2);
  expect(judgeCertificate({ hostname: 'a', chain: [] }, null, now)).toBe(-2);
  expect(judgeCertificate({ hostname: '::1', chain: [] }, { hostname: '[::1]' }, now)).toBe(-3);
});
