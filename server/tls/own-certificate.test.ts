import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownCertificate } from './own-certificate.ts';
import { withSecureUrls } from './secure-addresses.ts';
import { DAY_MS, makeDataDir } from './testing/sample-directory.ts';

const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });

/** An authority with an intermediate one, and a certificate for two names below it, as a person may get them anywhere. */
async function makeChain() {
  const dir = await makeDataDir();
  const at = (name: string) => join(dir, name);
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout'];
  const issue = (name: string, issuer: string, extensions: string) =>
    writeFile(at(`${name}.ext`), extensions).then(() => {
      openssl('req', ...ec, at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
      openssl(
        ...`x509 -req -in ${at(name)}.csr -out ${at(name)}.crt -days 90 -CAcreateserial`.split(' '),
        '-CA',
        at(`${issuer}.crt`),
        '-CAkey',
        at(`${issuer}.key`),
        '-extfile',
        at(`${name}.ext`),
      );
    });
  openssl('req', '-x509', ...ec, at('root.key'), '-out', at('root.crt'), '-days', '999', '-subj', '/CN=root');
  await issue('middle', 'root', 'basicConstraints=critical,CA:true');
  await issue('leaf', 'middle', 'subjectAltName=DNS:covey.example,DNS:*.covey.example,IP:203.0.113.7');
  await issue('nameless', 'middle', 'basicConstraints=CA:false');
  const join2 = async (...names: string[]) =>
    (await Promise.all(names.map((name) => readFile(at(name), 'utf8')))).join('');
  await writeFile(at('full.pem'), await join2('leaf.crt', 'middle.crt', 'root.crt'));
  await writeFile(at('wrong-order.pem'), await join2('leaf.crt', 'root.crt', 'middle.crt'));
  await writeFile(at('broken.pem'), (await join2('leaf.crt')).replace(/MII.{20}/, 'MIIAAAAAAAAAAAAAAAAAAAA'));
  openssl('pkey', '-in', at('leaf.key'), '-aes256', '-passout', 'pass:secret', '-out', at('locked.key'));
  return { dir, at };
}

test('a certificate with its chain is taken, with the names that it holds for', async () => {
  const { at } = await makeChain();
  const lines: string[] = [];
  const log = (_: string, message: string) => void lines.push(message);
  const source = ownCertificate({ certFile: at('full.pem'), keyFile: at('leaf.key') }, Date.now, log);
  const loaded = await source.load(true);
  expect(loaded).toMatchObject({
    kind: 'own',
    root: null,
    names: ['covey.example', '*.covey.example', '203.0.113.7'],
  });
  expect(lines).toEqual(['browsers may not know who issued this certificate']);
  await source.load(false);
  expect(lines).toHaveLength(1);
  const addresses = withSecureUrls(
    [{ url: 'http://192.168.1.2:8787', label: 'eth0', isDefault: true }],
    8787,
    {
      https: true,
      kind: 'own',
      fingerprint: null,
      names: loaded.names,
    },
  );
  expect(addresses).toEqual([
    { url: 'http://192.168.1.2:8787', label: 'eth0', isDefault: true },
    ...['covey.example', '203.0.113.7'].map((name) => ({
      url: `https://${name}:8787`,
      secureUrl: `https://${name}:8787`,
      label: `${name} (own certificate)`,
      isDefault: false,
    })),
  ]);
});

test('whatever would make a browser stumble is refused, naming the file and what to do', async () => {
  const { at } = await makeChain();
  const load = (certFile: string, keyFile: string, now = Date.now()) =>
    ownCertificate(
      { certFile: at(certFile), keyFile: at(keyFile) },
      () => now,
      () => undefined,
    ).load(true);
  const cases: [cert: string, key: string, now: number | undefined, file: string, reason: RegExp][] = [
    ['missing.pem', 'leaf.key', undefined, 'missing.pem', /ENOENT/],
    ['full.pem', 'missing.key', undefined, 'missing.key', /ENOENT/],
    ['full.pem', 'middle.key', undefined, 'middle.key', /is not the key of/],
    ['leaf.key', 'leaf.key', undefined, 'leaf.key', /no certificate/],
    ['full.pem', 'full.pem', undefined, 'full.pem', /no private key/],
    ['full.pem', 'locked.key', undefined, 'locked.key', /passphrase/],
    ['broken.pem', 'leaf.key', undefined, 'broken.pem', /damaged/],
    [
      'wrong-order.pem',
      'leaf.key',
      undefined,
      'wrong-order.pem',
      /certificate 1 in it was not issued by certificate 2/,
    ],
    ['nameless.crt', 'nameless.key', undefined, 'nameless.crt', /holds for no name/],
    ['full.pem', 'leaf.key', Date.now() + 91 * DAY_MS, 'full.pem', /ran out/],
    ['full.pem', 'leaf.key', Date.now() - 2 * DAY_MS, 'full.pem', /not good before/],
  ];
  for (const [cert, key, now, file, reason] of cases) {
    const error = await load(cert, key, now).then(
      () => null,
      (each: Error & { hint: string }) => each,
    );
    expect(error?.message).toMatch(at(file));
    expect(error?.message).toMatch(reason);
    expect(error?.hint).toMatch(/\w/);
  }
});
