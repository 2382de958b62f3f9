// A laptop and a phone on a cable, each a network namespace of its own: the way a swarm is really used. `covey serve` runs on the laptop; the
// phone's browsers join, click through, trust and go offline, and refuse what a stolen key of the authority signed.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { JobView } from '../../shared/contract/job.ts';
import { open } from './namespaces/ask-from.ts';
import { startEvilServer } from './namespaces/evil-server.ts';
import { LAPTOP, LAPTOP_V6, PUBLIC, seekCable } from './namespaces/lay-cable.ts';
import { firefoxPath, openFirefox } from './namespaces/marionette.ts';
import { openChromium } from './namespaces/open-chromium.ts';
import { openStage, plain, secure, type Stage } from './namespaces/stage.ts';
import { chromiumPath, phone, hidePressure } from './open-app.ts';

const has = (program: string, flag: string) => spawnSync(program, [flag]).error === undefined;
const lacking = {
  cable: seekCable(),
  chromium: chromiumPath === undefined ? 'COVEY_CHROMIUM names no browser' : null,
  certutil: has('certutil', '-H') ? null : 'certutil is not installed (Debian, Ubuntu: libnss3-tools)',
  openssl: has('openssl', 'version') ? null : 'openssl is not installed',
  firefox: firefoxPath === undefined ? 'Firefox is not installed (Debian: firefox-esr)' : null,
};
const isLacking = (...what: (keyof typeof lacking)[]) => what.some((each) => lacking[each] !== null);
if (lacking.cable !== null) console.warn(`skipped: two network namespaces, because ${lacking.cable}`);
else
  for (const [what, reason] of Object.entries(lacking))
    if (reason !== null)
      console.warn(`skipped: what needs ${what} between two namespaces, because ${reason}`);

const state: { stage?: Stage; stranger?: Browser; trusting?: Browser } = {};
const stage = () => state.stage as Stage;
const patiently = { timeout: 60_000, interval: 100 };

beforeAll(async () => {
  if (lacking.cable === null) state.stage = await openStage();
});
afterAll(async () => {
  await Promise.all([state.stranger?.close(), state.trusting?.close()]);
  await state.stage?.remove();
});

/** Names lead to the laptop, as they would on the network; `rebound.example` does so because its owner wants it to. */
const rules = () =>
  [stage().name, 'rebound.example', 'bank.example.com'].map((name) => `MAP ${name} ${LAPTOP}`);
const options = { ...phone, locale: 'en-GB' };

/** A browser that trusts nobody, or one that trusts the coordinator's root. */
async function openPage(kind: 'stranger' | 'trusting'): Promise<Page> {
  const browser = (state[kind] ??= await openChromium(stage().phone, {
    name: kind,
    rules: rules(),
    ...(kind === 'trusting' && { rootFile: stage().rootFile }),
  }));
  const context = await hidePressure(await browser.newContext({ ...options }));
  context.setDefaultTimeout(60_000);
  onTestFinished(() => context.close());
  return await context.newPage();
}

const isSecure = (page: Page) => page.evaluate(() => window.isSecureContext);
const openCamera = (page: Page) =>
  page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ video: true }).then(
      (stream) => stream.getVideoTracks()[0]?.readyState,
      (error: Error) => error.name,
    ),
  );
const registerWorker = (page: Page) =>
  page.evaluate(() =>
    navigator.serviceWorker.register('/service-worker.js', { type: 'module' }).then(
      () => 'registered',
      (error: Error) => error.name,
    ),
  );

async function joinByPage(page: Page, url: string, name: string): Promise<void> {
  const { token } = await stage().invite(1);
  await page.goto(`${url}/j#${token}`);
  await page.getByLabel('Name of this device').fill(name);
  await page.getByRole('button', { name: 'Join and help' }).click();
  await page.getByRole('heading', { name: 'Ready' }).waitFor();
}

/** Runs a job that only the devices there are now can compute; answers with the names of who did. */
async function compute(count: number): Promise<string[]> {
  const { json } = await stage().own('POST', '/api/jobs', {
    kernel: 'probe',
    input: { kind: 'range', start: 0, count },
  });
  const { id } = (json as { job: JobView }).job;
  const job = async () => (await stage().own('GET', `/api/jobs/${id}`)).json as JobView;
  await expect.poll(async () => (await job()).state, patiently).toBe('done');
  expect(await job()).toMatchObject({ accepted: count, failed: 0, rejected: 0 });
  const shares = (await stage().own('GET', `/api/jobs/${id}/shares`)).json as { name: string }[];
  return shares.map(({ name }) => name);
}

describe.skipIf(isLacking('cable', 'chromium'))('a phone’s Chromium', () => {
  test('opens plain http without a word, joins by the link and computes', async () => {
    const page = await openPage('stranger');
    await joinByPage(page, plain, 'http phone');
    expect(page.url()).toBe(`${plain}/contribute`);
    expect(await isSecure(page)).toBe(false);
    expect(await compute(50)).toEqual(['http phone']);
  });

  test('clicked through the warning is a secure context with a camera, and computes', async () => {
    const page = await openPage('stranger');
    await expect(page.goto(`${secure}/join`)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
    await page.locator('#details-button').click();
    await page.locator('#proceed-link').click();
    await page.waitForURL(`${secure}/join`);
    expect(await isSecure(page)).toBe(true);
    expect(await registerWorker(page)).toBe('SecurityError');
    await joinByPage(page, secure, 'clicked phone');
    expect(await openCamera(page)).toBe('live');
    expect(await compute(50)).toEqual(['clicked phone']);
  });

  test('gets no page under a name that somebody else made lead to the laptop', async () => {
    const page = await openPage('stranger');
    const answer = await page.goto(`http://rebound.example:${new URL(plain).port}/`);
    expect(answer?.status()).toBe(421);
    expect(await answer?.text()).toContain('"code":"wrong-host"');
  });

  test.skipIf(isLacking('certutil'))(
    'that trusts the root is an app: service worker, camera, and it opens while the laptop is off the network',
    async () => {
      const page = await openPage('trusting');
      const app = `https://${stage().name}:${new URL(plain).port}`;
      for (const url of [secure, `https://[${LAPTOP_V6}]:${new URL(plain).port}`, app]) {
        await page.goto(url);
        expect([url, await isSecure(page)]).toEqual([url, true]);
      }
      await joinByPage(page, app, 'trusting phone');
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      expect(await openCamera(page)).toBe('live');
      stage().unplug();
      try {
        await page.reload();
        const fresh = await page.context().newPage();
        await fresh.goto(`${app}/`);
        for (const each of [page, fresh]) {
          await each.getByRole('heading', { name: 'Offline' }).waitFor();
          await each.getByText('The coordinator cannot be reached.').waitFor();
        }
      } finally {
        stage().plug();
      }
      await page.getByRole('heading', { name: 'Ready' }).waitFor();
      expect(await compute(50)).toEqual(['trusting phone']);
    },
  );
});

describe.skipIf(isLacking('cable', 'openssl'))('a certificate that the stolen key of our root signed', () => {
  const good = { name: 'coord.local', port: 4443 };
  const evil = [
    { name: 'bank.example.com', port: 4444 },
    { name: PUBLIC, port: 4445 },
  ];
  const urlOf = ({ name, port }: typeof good) => `https://${name}:${port}/`;

  beforeAll(async () => {
    for (const { name, port } of [good, ...evil])
      await startEvilServer(stage().laptop, stage().tlsDirectory, name, port);
  });

  test.skipIf(isLacking('chromium', 'certutil'))('is refused by Chromium for good', async () => {
    const page = await openPage('trusting');
    for (const each of evil) {
      await expect(page.goto(urlOf(each))).rejects.toThrow('ERR_CERT_INVALID');
      expect(await page.locator('#proceed-link').count()).toBe(0);
    }
  });

  test('is refused by OpenSSL', async () => {
    const verify = async ({ name, port }: typeof good) => {
      const to = name === PUBLIC ? PUBLIC : LAPTOP;
      const trust = `-CAfile ${stage().rootFile} -verify_return_error`;
      const call = `s_client -connect ${to}:${port} -servername ${name} ${trust}`;
      const client = stage().phone.start('openssl', call.split(' '));
      await client.ended;
      return client.said();
    };
    expect(await verify(good)).toContain('Verify return code: 0 (ok)');
    for (const each of evil) expect(await verify(each)).toContain('permitted subtree violation');
  });

  test('is refused by Node', async () => {
    const shake = async (each: typeof good) => {
      const to = each.name === PUBLIC ? PUBLIC : LAPTOP;
      const socket = (await open(stage().phone, urlOf(each), { to, ca: stage().ca })) as TLSSocket;
      onTestFinished(() => void socket.destroy());
      return await once(socket, 'secureConnect').then(
        () => 'trusted',
        (error: Error) => error.message,
      );
    };
    expect(await shake(good)).toBe('trusted');
    for (const each of evil) expect(await shake(each)).toBe('permitted subtree violation');
  });

  test.skipIf(isLacking('firefox', 'certutil'))(
    'is refused by Firefox, which opens the coordinator itself as a secure context with a service worker',
    async () => {
      const firefox = await openFirefox(stage().phone, stage().rootFile, LAPTOP);
      const register = `navigator.serviceWorker.register('/service-worker.js', { type: 'module' })`;
      const look = `${register}.then(() => isSecureContext)`;
      expect(await firefox.visit(`${secure}/`, look)).toBe(true);
      expect(await firefox.visit(urlOf(good), 'isSecureContext')).toBe(true);
      for (const each of evil)
        expect(await firefox.visit(urlOf(each), 'isSecureContext')).toBe('SEC_ERROR_CERT_NOT_IN_NAME_SPACE');
    },
  );
});
