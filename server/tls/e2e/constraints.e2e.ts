// What somebody could do who stole the authority's key: certificates for names that are not private are refused by OpenSSL and Node, though
// they trust the root (Chromium: app/e2e/trusted-root.e2e.ts).
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer as createTlsServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { readAuthority, rootFile } from '../authority/authority-files.ts';
import { signLeaf } from '../authority/sign-certificates.ts';
import { makeSampleAuthority } from '../testing/sample-directory.ts';

const cases: [what: string, names: string[], isFine: boolean][] = [
  ['a private address', ['192.168.77.1'], true],
  ['a local name', ['coord.local'], true],
  ['a unique local address', ['fd77::1'], true],
  ['a public name', ['www.google.com'], false],
  ['a name that only looks local', ['local.example.com'], false],
  ['a public address', ['203.0.113.7'], false],
  ['a public IPv6 address', ['2001:db8::1'], false],
  ['a private address with a public name beside it', ['192.168.77.1', 'bank.example.com'], false],
];

test.each(cases)('a certificate of the stolen key for %s', async (_what, names, isFine) => {
  const sample = await makeSampleAuthority();
  await sample.source.load(true);
  const root = await readAuthority(sample.dir);
  if (!root) throw new Error('there is no authority');
  const leaf = await signLeaf({ root, names, now: Date.now() });

  const file = join(sample.dir, 'evil.pem');
  await writeFile(file, leaf.certificate);
  const verified = spawnSync('openssl', ['verify', '-CAfile', rootFile(sample.dir), file], {
    encoding: 'utf8',
  });
  expect(verified.stdout + verified.stderr).toMatch(isFine ? /: OK/ : /permitted subtree violation/);

  const server = createTlsServer({ cert: leaf.certificate, key: leaf.key }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = (ca: string) =>
    new Promise<string>((resolve) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        ca,
        servername: '',
        checkServerIdentity: () => undefined,
      });
      socket.once('secureConnect', () => resolve('trusted'));
      socket.once('error', (error) => resolve(error.message));
    });
  expect(await ask(root.pem.certificate)).toMatch(isFine ? 'trusted' : /permitted subtree violation/);
});

test('a root signs no further authority', async () => {
  // pathlen 0: said by OpenSSL of a chain that somebody makes with the stolen key
  const sample = await makeSampleAuthority();
  await sample.source.load(true);
  const at = (name: string) => join(sample.dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const issue = async (name: string, issuer: string, extensions: string) => {
    await writeFile(at(`${name}.ext`), extensions);
    openssl('req', ...ec, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
    openssl(
      ...`x509 -req -in ${at(name)}.csr -out ${at(name)}.pem -days 9 -CAcreateserial`.split(' '),
      '-CA',
      at(`${issuer}.pem`),
      '-CAkey',
      at(issuer === 'ca' ? 'ca.pem' : `${issuer}.key`),
      '-extfile',
      at(`${name}.ext`),
    );
  };
  await issue('middle', 'ca', 'basicConstraints=critical,CA:true');
  await issue('below', 'middle', 'subjectAltName=DNS:coord.local');
  expect(() =>
    openssl('verify', '-CAfile', rootFile(sample.dir), '-untrusted', at('middle.pem'), at('below.pem')),
  ).toThrow(/path length constraint exceeded/);
});
