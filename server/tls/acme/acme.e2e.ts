// A certificate from a real ACME server: Pebble, Let's Encrypt's own for tests (Debian's package `pebble`), with its DNS server. Skipped, with the
// reason printed, where they are not installed.
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { promises as dns } from 'node:dns';
import { existsSync } from 'node:fs';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { join } from 'node:path';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import acme from 'acme-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Log } from '../../observe/log.ts';
import { makeDirectory } from '../../tunnel/testing/make-directory.ts';
import { acmeFiles } from './acme-files.ts';
import { keepRenewed } from './keep-renewed.ts';
import { obtainCertificate } from './obtain-certificate.ts';

const PEBBLE = '/usr/bin/pebble';
const isThere = existsSync(PEBBLE) && existsSync(`${PEBBLE}-challtestsrv`);
if (!isThere)
  console.warn('skipped: a certificate by ACME, because pebble is not installed (apt-get install pebble)');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function run(program: string, args: string[], ready: RegExp): Promise<void> {
  const child = spawn(program, args, {
    env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '20' },
  });
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const look = (text: Buffer) => {
      said += String(text);
      if (ready.test(said)) resolve();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('close', () => reject(new Error(said)));
  });
}

/** Pebble speaks https: a certificate for it, which the test trusts. */
async function makeServerCertificate(dir: string) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=pebble',
    keys,
    notAfter: new Date(Date.now() + 3_600_000),
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const files = { certificate: join(dir, 'pebble.crt'), privateKey: join(dir, 'pebble.key') };
  await writeFile(files.certificate, certificate.toString('pem'));
  await writeFile(files.privateKey, `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`);
  return { ...files, ca: certificate.toString('pem') };
}

async function startAcmeServer() {
  const dir = await makeDirectory();
  const [port, management, dnsPort, dnsManagement] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const { ca, ...files } = await makeServerCertificate(dir);
  const config = join(dir, 'pebble.json');
  await writeFile(
    config,
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${management}`,
        httpPort: 5002,
        tlsPort: 5001,
        ocspResponderURL: '',
        externalAccountBindingRequired: false,
        ...files,
      },
    }),
  );
  const listen = ['-http01', '', '-https01', '', '-tlsalpn01', ''];
  await run(
    `${PEBBLE}-challtestsrv`,
    [...listen, '-dns01', `127.0.0.1:${dnsPort}`, '-management', `127.0.0.1:${dnsManagement}`],
    /Starting management server/,
  );
  await run(PEBBLE, ['-config', config, '-dnsserver', `127.0.0.1:${dnsPort}`], /Listening on/);
  const before = dns.getServers();
  dns.setServers([`127.0.0.1:${dnsPort}`]);
  const agent = new Agent({ ca });
  acme.axios.defaults.httpsAgent = agent;
  onTestFinished(() => {
    dns.setServers(before);
    delete acme.axios.defaults.httpsAgent;
    agent.destroy();
  });
  const hook = join(dir, 'hook');
  await writeFile(
    hook,
    `#!${process.execPath}
const [verb, name, value] = process.argv.slice(2);
require('node:fs').appendFileSync(${JSON.stringify(join(dir, 'calls'))}, verb + ' ' + name + '\\n');
fetch('http://127.0.0.1:${dnsManagement}/' + (verb === 'add' ? 'set-txt' : 'clear-txt'), {
  method: 'POST', body: JSON.stringify({ host: name + '.', value }),
}).then((answer) => process.exit(answer.ok ? 0 : 1));
`,
  );
  await chmod(hook, 0o755);
  const readRoot = () =>
    new Promise<string>((resolve, reject) => {
      const url = `https://127.0.0.1:${management}/roots/0`;
      request(url, { agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        answer.once('end', () => resolve(text));
      })
        .once('error', reject)
        .end();
    });
  return { directory: `https://127.0.0.1:${port}/dir`, hook, calls: join(dir, 'calls'), readRoot };
}

test.skipIf(!isThere)(
  'a certificate is had by a proof in the DNS, fits its key, and is renewed with the same account',
  async () => {
    const { directory, hook, calls, readRoot } = await startAcmeServer();
    const dataDir = await makeDirectory();
    const log = vi.fn<Log>();
    const obtained = await obtainCertificate(
      dataDir,
      { domains: ['Covey.Example.org'], email: 'mary@example.org', dns: `exec:${hook}`, directory },
      log,
    );
    expect(obtained.domains).toEqual(['covey.example.org']);
    const files = acmeFiles(dataDir);
    const read = async () => ({
      chain: await readFile(files.certificate, 'utf8'),
      key: await readFile(files.key, 'utf8'),
      account: await readFile(files.accountKey, 'utf8'),
    });
    const first = await read();
    const [leaf, issuer] = first.chain.match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? [];
    const certificate = new X509Certificate(leaf ?? '');
    expect(certificate.subjectAltName).toBe('DNS:covey.example.org');
    expect(certificate.verify(new X509Certificate(issuer ?? '').publicKey)).toBe(true);
    expect(new X509Certificate(issuer ?? '').verify(new X509Certificate(await readRoot()).publicKey)).toBe(
      true,
    );
    createSecureContext({ cert: first.chain, key: first.key });
    for (const file of Object.values(files)) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(calls, 'utf8')).trim().split('\n')).toEqual([
      'add _acme-challenge.covey.example.org',
      'remove _acme-challenge.covey.example.org',
    ]);

    const renewal = keepRenewed({ dataDir, log, now: () => obtained.renewsAt });
    await renewal.look();
    await renewal.stop();
    const second = await read();
    expect(log.mock.calls.filter(([level]) => level === 'warn')).toEqual([]);
    expect(second.chain).not.toBe(first.chain);
    expect(second.key).not.toBe(first.key);
    expect(second.account).toBe(first.account);
    createSecureContext({ cert: second.chain, key: second.key });
  },
);

test.skipIf(!isThere)('a proof that cannot be made changes nothing and says why', async () => {
  const { directory } = await startAcmeServer();
  const dataDir = await makeDirectory();
  const asked = {
    domains: ['covey.example.org'],
    email: 'mary@example.org',
    dns: 'exec:/bin/false',
    directory,
  };
  await expect(obtainCertificate(dataDir, asked, vi.fn<Log>())).rejects.toMatchObject({
    code: 'wrong-state',
    message: expect.stringMatching('/bin/false add _acme-challenge.covey.example.org'),
  });
  const files = acmeFiles(dataDir);
  expect([existsSync(files.certificate), existsSync(files.settings)]).toEqual([false, false]);
});

test('names and addresses that cannot be are refused before anybody is asked', async () => {
  const dataDir = await makeDirectory();
  const asked = { domains: ['covey.example.org'], email: 'mary@example.org', dns: 'exec:/bin/true' };
  for (const wrong of [
    { domains: [] },
    { domains: ['localhost'] },
    { domains: ['192.168.1.5'] },
    { domains: ['a.*.example'] },
    { email: 'nobody' },
    { directory: 'http://acme.example/directory' },
    { dns: 'route53' },
  ])
    await expect(obtainCertificate(dataDir, { ...asked, ...wrong }, vi.fn<Log>())).rejects.toMatchObject({
      code: 'bad-request',
    });
});
