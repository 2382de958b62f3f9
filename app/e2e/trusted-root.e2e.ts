// https in a real browser: refused while nobody trusts the root, a secure context once a person clicks through, everything once the root is
// trusted; and what somebody could do with a stolen key of the authority is refused. The browser trusts by a store in a HOME of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readAuthority, rootFile, tlsDir } from '../../server/tls/authority/authority-files.ts';
import { signLeaf } from '../../server/tls/authority/sign-certificates.ts';
import { type SecureCoordinator, startSecureCoordinator } from '../../server/tls/e2e/secure-coordinator.ts';
import { hostLabel } from '../../server/tls/present-names.ts';
import { chromiumPath, hidePressure } from './open-app.ts';

const hasCertutil = spawnSync('certutil', ['-H']).error === undefined;
const noCertutil = 'certutil is not installed (Debian, Ubuntu: libnss3-tools)';
const name = `${hostLabel()}.local`;
/** Names lead to this machine, as they would on the network; none of them is a loopback name, which would count as secure by itself. */
const rules = `MAP ${name} 127.0.0.1, MAP coord.local 127.0.0.1, MAP www.google.com 127.0.0.1`;

const state: { coordinator?: SecureCoordinator; home?: string } = {};
const coordinator = () => state.coordinator as SecureCoordinator;
const port = () => new URL(coordinator().plain).port;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.home = await mkdtemp(join(tmpdir(), 'covey-home-'));
  state.coordinator = await startSecureCoordinator(
    { kind: 'local-ca' },
    new URL('../../build/app', import.meta.url).pathname,
  );
});
afterAll(async () => {
  await state.coordinator?.stop();
  if (state.home !== undefined) await rm(state.home, { recursive: true, force: true });
});

async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ['--no-sandbox', `--host-resolver-rules=${rules}`],
    env: { ...process.env, HOME: state.home },
  });
  onTestFinished(() => browser.close());
  return browser;
}

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  return await (await hidePressure(await (await openBrowser()).newContext(options))).newPage();
}

function trustRoot(): void {
  const database = join(state.home ?? '', '.pki/nssdb');
  execFileSync('mkdir', ['-p', database]);
  execFileSync('certutil', ['-d', `sql:${database}`, '-N', '--empty-password']);
  const root = rootFile(tlsDir(coordinator().dataDir));
  execFileSync('certutil', ['-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'covey', '-i', root]);
}

const isSecure = (page: Page) => page.evaluate(() => window.isSecureContext);
const registerWorker = (page: Page) =>
  page.evaluate(() =>
    window.navigator.serviceWorker.register('/service-worker.js', { type: 'module' }).then(
      () => 'registered',
      (error: Error) => error.name,
    ),
  );

describe.skipIf(chromiumPath === undefined)('a browser', () => {
  test('opens http without a word, which is no secure context', async () => {
    const page = await openPage();
    await page.goto(`http://${name}:${port()}/`);
    expect(page.url()).toMatch(/^http:/);
    expect(await isSecure(page)).toBe(false);
  });

  test('that trusts nobody refuses https; clicked through it is a secure context, without a service worker', async () => {
    const strict = await openPage();
    await expect(strict.goto(`https://${name}:${port()}/`)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
    const lenient = await openPage({ ignoreHTTPSErrors: true });
    await lenient.goto(`https://${name}:${port()}/`);
    expect(await isSecure(lenient)).toBe(true);
    expect(await registerWorker(lenient)).toBe('SecurityError');
  });

  test('that trusts the root opens https, also with a service worker, and refuses what the root may not sign', async ({
    skip,
  }) => {
    if (!hasCertutil) skip(noCertutil);
    await mkdir(state.home ?? '', { recursive: true });
    trustRoot();
    const page = await openPage();
    await page.goto(`https://${name}:${port()}/`);
    expect(await isSecure(page)).toBe(true);
    expect(await registerWorker(page)).toBe('registered');

    const honest = await serveWith(['coord.local']);
    await page.goto(`https://coord.local:${honest}/`);
    expect(await page.textContent('body')).toBe('here');
    const evil = await serveWith(['www.google.com']);
    await expect(page.goto(`https://www.google.com:${evil}/`)).rejects.toThrow('ERR_CERT_INVALID');
  });
});

/** A server with a certificate that the authority's key signed for `names`; returns its port. */
async function serveWith(names: string[]): Promise<number> {
  const root = await readAuthority(tlsDir(coordinator().dataDir));
  if (!root) throw new Error('there is no authority');
  const { certificate, key } = await signLeaf({ root, names, now: Date.now() });
  const server = createServer({ cert: certificate, key }, (_request, response) => response.end('here'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
