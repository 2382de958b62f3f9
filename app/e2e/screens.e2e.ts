// The screens of the swarm and of a device, light and dark, as a phone and as a desktop: that each comes up without a complaint and without scrolling sideways,
// and, by `npm run screens`, a picture of it in test-results/screens for people to look at.
import type { BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeBattery, setBattery } from './fake-battery.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp, phone } from './open-app.ts';
import { makeCamera, pictures } from './make-camera.ts';
import { populateSwarm } from './populate-swarm.ts';
import { submitText } from './submit-text.ts';

const folder = new URL('../../test-results/screens/', import.meta.url).pathname;
const state: { app?: OpenedApp } = {};
const app = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp();
});
afterAll(() => state.app?.close());

const sizes: Record<string, BrowserContextOptions> = { phone, desktop };

/** The pictures of the README and of the browsers' install dialogs. */
const appFolder = new URL('../', import.meta.url).pathname;
const kepts: Record<string, string[]> = {
  'contribute-working-phone-light': [
    'e2e/screenshots/contribute-phone-light.png',
    'static/screenshots/contribute.png',
  ],
  'overview-desktop-light': ['e2e/screenshots/overview-desktop-light.png', 'static/screenshots/overview.png'],
  'job-running-desktop-light': ['static/screenshots/job.png'],
  'welcome-phone-light': ['static/screenshots/join.png'],
};

const { shoot, faults } = makeCamera(folder, async (page, picture) => {
  if (pictures !== 'keep') return;
  for (const kept of kepts[picture] ?? []) await page.screenshot({ path: appFolder + kept });
});

/** A phone so tall that every part of a device's own screen is in sight, and so fetched, before a picture is taken. */
async function fetchWhole(device: Page): Promise<void> {
  await device.setViewportSize({ width: 390, height: 4200 });
  await device.getByText(/Answers in/).waitFor();
  await device.getByText('How fast it is').waitFor();
  await device.getByText('What happened').waitFor();
  await device.setViewportSize({ width: 390, height: 844 });
}

describe.skipIf(chromiumPath === undefined)('every screen', () => {
  test('the doors: welcome, join by link, join by code, a setup link that is spent', async () => {
    for (const options of Object.values(sizes)) {
      const page = await (await app().context(options)).newPage();
      await page.goto(app().url);
      await page.getByLabel('Join code').waitFor();
      await shoot(page, 'welcome');
      await page.goto(`${app().url}/j#AAAAAAAAAAAAAAAAAAAAAA`);
      await page.getByRole('button', { name: 'Join and help' }).waitFor();
      await shoot(page, 'join-link');
      await page.getByRole('button', { name: 'Join and help' }).click();
      await page.getByRole('alert').waitFor();
      await shoot(page, 'join-refused');
      await page.goto(`${app().url}/setup#s=spent`);
      await page.getByRole('alert').waitFor();
      await shoot(page, 'setup-spent');
      await page.goto(`${app().url}/nowhere`);
      await page.getByText('There is nothing at this address').waitFor();
      await shoot(page, 'nowhere');
      await page.context().close();
    }
    expect(faults).toEqual([]);
  });

  test('the owner’s screens while the swarm is empty', async () => {
    for (const options of Object.values(sizes)) {
      const page = await app().owner(options);
      await page.getByText('Give it something to do').waitFor();
      await page.getByRole('img', { name: /QR/ }).waitFor();
      await shoot(page, 'overview-empty');
      await page.goto(`${app().url}/devices`);
      await page.getByText('No device has joined yet').waitFor();
      await shoot(page, 'devices-empty');
      await page.goto(`${app().url}/jobs`);
      await page.getByText('No jobs yet').waitFor();
      await shoot(page, 'jobs-empty');
      await page.goto(`${app().url}/contribute`);
      await page.getByText('does not compute yet').waitFor();
      await shoot(page, 'contribute-owner');
      await page.context().close();
    }
    expect(faults).toEqual([]);
  });

  test('the swarm at work, and this device’s own screen', async () => {
    const depopulate = await populateSwarm(app());
    const owner = await app().owner();
    const device = await app().device('Emma’s phone');
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    await shoot(device, 'contribute-ready');
    const done = await submitText(app(), 'Letters of 2024', 4);
    await owner.goto(`${app().url}/jobs/${done}`);
    await owner.getByText('Finished in').waitFor({ timeout: 60_000 });
    await shoot(owner, 'job-done');
    const running = await submitText(app(), 'Grandfather’s archive', 96);
    await submitText(app(), 'Holiday photos', 8);
    await device.getByText('Working on').waitFor();
    await device.getByText('MB per second').first().waitFor();
    await fetchWhole(device);
    await shoot(device, 'contribute-working');
    for (const [name, path] of [
      ['overview', '/overview'],
      ['devices', '/devices'],
      ['jobs', '/jobs'],
      ['stream', '/stream'],
      ['job-running', `/jobs/${running}`],
    ] as const) {
      for (const viewport of [desktop.viewport, phone.viewport]) {
        if (viewport) await owner.setViewportSize(viewport);
        await owner.goto(app().url + path);
        const sign = owner.locator('main').getByText(name === 'stream' ? 'compress' : 'archive', {
          exact: name === 'stream',
        });
        await sign.first().waitFor();
        await shoot(owner, name);
      }
    }
    await owner.goto(`${app().url}/overview`);
    await owner.getByText('Pause', { exact: true }).click();
    await owner.getByRole('button', { name: 'Undo' }).waitFor();
    await shoot(owner, 'overview-undo');
    await owner.getByRole('button', { name: 'Undo' }).click();
    await owner.goto(`${app().url}/jobs?find=no+such+job`);
    await owner.getByText('No job fits').waitFor();
    await shoot(owner, 'jobs-nothing-fits');
    await owner.setViewportSize(desktop.viewport ?? { width: 1280, height: 800 });
    await owner.goto(`${app().url}/devices`);
    await owner.getByRole('button', { name: 'Add a device' }).click();
    await owner.getByRole('img', { name: /QR/ }).waitFor();
    await shoot(owner, 'join-dialog');
    await owner.getByRole('button', { name: 'Close' }).click();
    await owner.getByRole('button', { name: 'Rename, forget or ban Study desktop' }).click();
    await owner.getByRole('dialog', { name: 'Study desktop' }).waitFor();
    await shoot(owner, 'device-dialog');
    await device.getByRole('button', { name: 'Pause' }).click();
    await device.getByRole('heading', { name: 'Paused' }).waitFor();
    await shoot(device, 'contribute-paused');
    await device.getByRole('button', { name: 'Leave this swarm' }).click();
    await device.getByRole('dialog').waitFor();
    await shoot(device, 'contribute-leave', { fullPage: false });
    await device.getByRole('button', { name: 'Close' }).click();
    await device.setViewportSize(desktop.viewport ?? { width: 1280, height: 800 });
    await shoot(device, 'contribute-paused');
    await askAsOwner(app(), 'POST', `/api/jobs/${running}/cancel`);
    await depopulate();
    expect(faults).toEqual([]);
  });

  test('a device’s own screen: its limits, resting on battery, docked; on 320 px as well', async () => {
    const device = await (await app().context(phone)).newPage();
    await device.addInitScript(fakeBattery);
    const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
    await device.goto(`${app().url}/j#${token}`);
    await device.getByRole('button', { name: 'Join and help' }).click();
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    await fetchWhole(device);
    await device.getByRole('button', { name: 'Change' }).click();
    await device.getByRole('button', { name: 'Add hours' }).click();
    await device.getByText('Every day, 22:00 to 07:00 the next day').first().waitFor();
    await device.getByRole('button', { name: 'Keep it' }).click();
    await shoot(device, 'contribute-limits');
    await device.setViewportSize({ width: 320, height: 640 });
    await shoot(device, 'contribute-limits-narrow');
    await device.setViewportSize({ width: 390, height: 844 });
    await device.getByRole('button', { name: /^Remove / }).click();
    await setBattery(device, { charging: false, level: 0.34 });
    await device.getByRole('heading', { name: 'Resting On battery, 34 %' }).waitFor();
    await shoot(device, 'contribute-on-battery');
    await device.getByRole('button', { name: 'Dock this' }).click();
    await device.getByRole('dialog', { name: 'Dock mode' }).getByText('Plug me in, 34 %').waitFor();
    await shoot(device, 'contribute-dock', { fullPage: false });
    await device.context().close();
    expect(faults).toEqual([]);
  });

  test('a new job', async () => {
    for (const options of Object.values(sizes)) {
      const page = await app().owner(options);
      await page.goto(`${app().url}/jobs/new`);
      await page.getByText('Compress').first().click();
      await page.getByText('Zstandard', { exact: true }).waitFor();
      await shoot(page, 'new-job');
      const files = Array.from({ length: 9 }, (_, i) => ({
        name: `IMG_20${i}.jpg`,
        mimeType: 'image/jpeg',
        buffer: Buffer.alloc(3_000_000, i),
      }));
      await page.getByLabel('Files', { exact: true }).setInputFiles(files);
      await page.getByText('9 files').waitFor();
      await shoot(page, 'new-job-files');
      await page.context().close();
    }
    expect(faults).toEqual([]);
  });

  // the wrong link, the spent setup link and the page that is not there are answered 401 and 404, which browsers list as errors of the page
  test('no screen complained', () => {
    expect(app().complaints.filter((text) => !/status of 40[14]/.test(text))).toEqual([]);
  });
});
