// Every word of the screens is in the catalogue, and a language a third longer fits: the screens in the pseudo-locale, whose letters are all
// foreign (lib/messages/pseudo-text.ts). A word in plain letters is one that no translator was given.
import type { BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pseudo } from '../lib/messages/pseudo-text.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';
import { populateSwarm } from './populate-swarm.ts';
import { readScreen } from './read-screen.ts';
import { submitText } from './submit-text.ts';

const state: { app?: OpenedApp } = {};
const app = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp();
});
afterAll(() => state.app?.close());

/** What somebody called something here: people, devices, jobs, files. */
const names =
  /Lena|Emma’s phone|Mary’s phone|Kitchen tablet|Attic laptop|Workshop|Study|Letters of 2024|Grandfather’s archive|Holiday photos|Home|Owner’s|IMG_\d+\.jpg|page \d+\.txt(\.gz)?/g;
/** The same in every language: units, formats, systems, kernels and their fields by name, addresses, codes. */
const same =
  /\b(B|KB|MB|GB|TB|zstd|gzip|compress|hash|probe|Android|iOS|iPadOS|macOS|Windows|Linux|Chrome|Chromium|HeadlessChrome|Firefox|Safari|SHA|CRC|BLAKE|MD|sha|json|CSV|https?:\/\/\S+|\S+\.(lan|local|example)|[A-Z2-9]{4}-[A-Z2-9]{4})\b|\b(localhost|NET::\S+)/g;
/** As the browser writes dates. */
const dates = /\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b/g;

const plainWords = (text: string) =>
  text.replaceAll(names, '').replaceAll(same, '').replaceAll(dates, '').match(/[A-Za-z]{2,}/g) ?? [];

const plain = new Map<string, string>();
const unfit: string[] = [];

const narrow: BrowserContextOptions = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

/** In both sizes: what is said, and whether the narrow one holds it. */
async function look(page: Page, name: string): Promise<void> {
  for (const viewport of [desktop.viewport, narrow.viewport]) {
    await page.setViewportSize(viewport ?? { width: 320, height: 640 });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const { texts, overflow, cut } = await readScreen(page);
    for (const text of texts) if (plainWords(text).length > 0) plain.set(`${text} (${plainWords(text).join(' ')})`, name);
    if (viewport !== narrow.viewport) continue;
    if (overflow > 0) unfit.push(`${name} scrolls sideways by ${overflow} px`);
    unfit.push(...cut.map((what) => `${name}: ${what}`));
    if (process.env['COVEY_PICTURES'] !== undefined)
      await page.screenshot({ path: `test-results/foreign-words/${name.replaceAll(/\W+/g, '-')}.png`, fullPage: true });
  }
}

const say = (english: string) => pseudo(english);
const button = (page: Page, english: string) => page.getByRole('button', { name: say(english) });
const seen = (page: Page, english: string) => page.getByText(say(english)).first().waitFor();

async function context() {
  const opened = await app().context(desktop);
  await opened.addInitScript(() => localStorage.setItem('covey-language', 'en-XA'));
  return opened;
}

async function open(path: string): Promise<Page> {
  const page = await (await context()).newPage();
  await page.goto(app().url + path);
  return page;
}

async function owner(): Promise<Page> {
  const page = await (await context()).newPage();
  await page.goto(app().coordinator.makeSetupUrl());
  await page.waitForURL('**/overview');
  return page;
}

async function device(name: string): Promise<Page> {
  const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
  const page = await open(`/j#${token}`);
  await page.getByLabel(say('Name of this device')).fill(name);
  await look(page, 'join by link');
  await button(page, 'Join and help').click();
  await page.waitForURL('**/contribute');
  return page;
}

describe.skipIf(chromiumPath === undefined)('in a language of foreign letters', () => {
  test('the doors', async () => {
    const page = await open('/');
    await page.getByLabel(say('Join code')).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en-XA');
    await look(page, 'welcome');
    await page.goto(`${app().url}/j#AAAAAAAAAAAAAAAAAAAAAA`);
    await button(page, 'Join and help').click();
    await page.getByRole('alert').waitFor();
    await look(page, 'join refused');
    await page.goto(`${app().url}/setup#s=spent`);
    await page.getByRole('alert').waitFor();
    await look(page, 'setup link that is spent');
    for (const [path, english] of [
      ['/nowhere', 'There is nothing at this address'],
      ['/trust', 'There is no certificate to trust'],
      ['/share', 'Nothing to take in'],
      ['/share?problem=full', 'It did not fit in'],
      ['/sign-in', 'No passkey for this place?'],
    ] as const) {
      await page.goto(app().url + path);
      await seen(page, english);
      await look(page, path.slice(1));
    }
    await page.context().close();
  });

  test('an owner’s empty swarm, people, activity and settings', async () => {
    const page = await owner();
    await seen(page, 'Give it something to do');
    await look(page, 'overview, empty');
    for (const [path, english] of [
      ['/devices', 'No device has joined yet'],
      ['/jobs', 'No jobs yet'],
      ['/stream', 'No device, no lanes'],
      ['/contribute', 'This browser does not compute yet'],
      ['/people', 'What the roles may do'],
      ['/activity', 'Who did what here, and what was refused'],
      ['/settings', 'Where I am signed in'],
      ['/jobs/new', 'Compress'],
    ] as const) {
      await page.goto(app().url + path);
      await seen(page, english);
      await look(page, `${path.slice(1)}, empty`);
    }
    await page.context().close();
  });

  test('a swarm at work, and a device’s own screen', async () => {
    const depopulate = await populateSwarm(app());
    const page = await owner();
    const phone = await device('Emma’s phone');
    await phone.getByRole('heading', { name: say('Ready') }).waitFor();
    await look(phone, 'contribute, ready');
    const done = await submitText(app(), 'Letters of 2024', 4);
    await page.goto(`${app().url}/jobs/${done}`);
    await page.getByText('Ƒíñíšĥéđ íñ').first().waitFor({ timeout: 60_000 });
    await look(page, 'job, done');
    const running = await submitText(app(), 'Grandfather’s archive', 96);
    await submitText(app(), 'Holiday photos', 8);
    await phone.getByText(say('Working on')).waitFor();
    await phone.setViewportSize({ width: 390, height: 4200 });
    await seen(phone, 'How fast it is');
    await seen(phone, 'What happened');
    await look(phone, 'contribute, working');
    await button(phone, 'Change').click();
    await button(phone, 'Add hours').click();
    await look(phone, 'contribute, limits');
    for (const path of ['/overview', '/devices', '/jobs', '/stream', `/jobs/${running}`, '/activity']) {
      await page.goto(app().url + path);
      await page.locator('main h1').first().waitFor();
      await page.locator('main').getByText(path === '/stream' ? 'compress' : /archive|Emma/).first().waitFor();
      await look(page, path.replace(running, 'running').slice(1));
    }
    await button(phone, 'Pause').click();
    await phone.getByRole('heading', { name: say('Paused') }).waitFor();
    await look(phone, 'contribute, paused');
    await askAsOwner(app(), 'POST', `/api/jobs/${running}/cancel`);
    await depopulate();
  });

  test('says nothing in plain letters', () => {
    expect([...plain].map(([text, where]) => `${where}: ${text}`)).toEqual([]);
  });

  test('fits into 320 px: nothing scrolls sideways, nothing is cut', () => {
    expect([...new Set(unfit)]).toEqual([]);
  });

  test('no screen complained', () => {
    expect(app().complaints.filter((text) => !/status of 40[14]/.test(text))).toEqual([]);
  });
});
