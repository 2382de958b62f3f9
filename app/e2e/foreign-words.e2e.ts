// Every word of the screens is in the catalogue, and a language a third longer fits: the screens in the pseudo-locale, whose letters are all
// foreign (lib/messages/pseudo-text.ts). A word in plain letters is one that no translator was given.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobCreated } from '../../shared/contract/http-api.ts';
import { begun, button, makeForeignScreens, say, waitForText } from './foreign-screens.ts';
import { askAsOwner, chromiumPath, type OpenedApp, openApp } from './open-app.ts';
import { populateSwarm } from './populate-swarm.ts';
import { submitText } from './submit-text.ts';

const state: { app?: OpenedApp } = {};
const app = () => state.app as OpenedApp;
const { plain, unfit, look, open, owner, device } = makeForeignScreens(app);

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp();
});
afterAll(() => state.app?.close());

async function visit(page: Page, path: string, english: string): Promise<void> {
  await page.goto(app().url + path);
  await waitForText(page, english);
  await look(page, path.slice(1));
}

/** What a button opens, and away again. */
async function lookInto(page: Page, english: string, name = english): Promise<void> {
  await button(page, english).first().click();
  await page.getByRole('dialog').waitFor();
  await look(page, `dialog of ${name}`);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

// each screen fits into 320 px: nothing scrolls sideways, nothing is cut
describe.skipIf(chromiumPath === undefined)('in a language of foreign letters', () => {
  test('the doors', async () => {
    const page = await open('/');
    await page.getByLabel(say('Join code')).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en-XA');
    await look(page, 'welcome');
    for (const path of ['/j#AAAAAAAAAAAAAAAAAAAAAA', '/setup#s=spent']) {
      await page.goto(app().url + path);
      if (path.startsWith('/j')) await button(page, 'Join and help').click();
      await page.getByRole('alert').waitFor();
      await look(page, path);
    }
    await visit(page, '/nowhere', 'There is nothing at this address');
    await visit(page, '/trust', 'There is no certificate to trust');
    await visit(page, '/share', 'Nothing to take in');
    await visit(page, '/share?problem=full', 'It did not fit in');
    await visit(page, '/sign-in', 'No passkey for this place?');
    await page.context().close();
    expect([...unfit]).toEqual([]);
  });

  test('an owner’s empty swarm, its people, activity and settings, with their dialogs', async () => {
    const page = await owner();
    await waitForText(page, 'Give it something to do');
    await look(page, 'overview, empty');
    await visit(page, '/devices', 'No device has joined yet');
    await visit(page, '/jobs', 'No jobs yet');
    await visit(page, '/stream', 'No device, no lanes');
    await visit(page, '/contribute', 'This browser does not compute yet');
    await visit(page, '/activity', 'Who did what here, and what was refused');
    await visit(page, '/people', 'What the roles may do');
    await lookInto(page, 'Invite');
    await visit(page, '/settings', 'Where I am signed in');
    for (const english of [
      'Another device',
      'Add a passkey',
      'New token',
      'New swarm',
      'Sign out everywhere',
    ])
      await lookInto(page, english);
    await visit(page, '/jobs/new', 'Compress');
    await page.getByText(say('Compress')).first().click();
    await waitForText(page, 'Format');
    const buffer = Buffer.alloc(3_000_000, 7);
    const files = [1, 2].map((i) => ({ name: `IMG_20${i}.jpg`, mimeType: 'image/jpeg', buffer }));
    await page.getByLabel(say('Files'), { exact: true }).setInputFiles(files);
    await page.getByText('IMG_202.jpg').waitFor();
    await look(page, 'jobs/new, with files');
    await page.context().close();
    expect([...unfit]).toEqual([]);
  });

  test('a device’s own screen', async () => {
    const phone = await device('Emma’s phone');
    await phone.getByRole('heading', { name: say('Ready') }).waitFor();
    await look(phone, 'contribute, ready');
    await submitText(app(), 'Letters of 2024', 4);
    await phone.getByText(say('Working on')).waitFor();
    await phone.setViewportSize({ width: 390, height: 4200 });
    await waitForText(phone, 'How fast it is');
    await waitForText(phone, 'What happened');
    await look(phone, 'contribute, working');
    await button(phone, 'Measure').click();
    await button(phone, 'Measure again').waitFor({ timeout: 60_000 });
    await look(phone, 'contribute, measured');
    await button(phone, 'Change').click();
    await button(phone, 'Add hours').click();
    await look(phone, 'contribute, limits');
    await button(phone, 'Pause').click();
    await phone.getByRole('heading', { name: say('Paused') }).waitFor();
    await look(phone, 'contribute, paused');
    await lookInto(phone, 'Leave this swarm');
    await phone.context().close();
    expect([...unfit]).toEqual([]);
  });

  test('a swarm at work, and a job with chunks that failed', async () => {
    const depopulate = await populateSwarm(app());
    const page = await owner();
    const request = {
      name: 'Two numbers too many',
      kernel: 'probe',
      params: { bytes: 8, failAt: [7, 40] },
      input: { kind: 'range', count: 60 },
      verification: 'trust',
    };
    const { job } = (await askAsOwner(app(), 'POST', '/api/jobs', request)) as JobCreated;
    await page.goto(`${app().url}/jobs/${job.id}`);
    await page.getByText(begun('Finished in')).waitFor({ timeout: 60_000 });
    await look(page, 'job, with failures');
    await visit(page, `/jobs/new?from=${job.id}`, 'Another input');
    const running = await submitText(app(), 'Grandfather’s archive', 96);
    await submitText(app(), 'Holiday photos', 8);
    for (const path of ['/overview', '/devices', '/jobs', '/stream', `/jobs/${running}`, '/activity']) {
      await page.goto(app().url + path);
      const sign = path === '/stream' ? 'compress' : /archive|Emma/;
      await page.locator('main').getByText(sign).first().waitFor();
      await look(page, path.replace(running, 'running').slice(1));
    }
    await page.goto(`${app().url}/devices`);
    await lookInto(page, 'Add a device');
    await askAsOwner(app(), 'POST', `/api/jobs/${running}/cancel`);
    await page.goto(`${app().url}/jobs/${running}`);
    await waitForText(page, 'It was cancelled.');
    await look(page, 'job, cancelled');
    await depopulate();
    await page.context().close();
    expect([...unfit]).toEqual([]);
  });

  test('says nothing in plain letters', () => {
    expect([...plain].map(([text, where]) => `${where}: ${text}`)).toEqual([]);
  });

  test('no screen complained', () => {
    expect(app().complaints.filter((text) => !/status of 40[14]|^WebSocket connection/.test(text))).toEqual(
      [],
    );
  });
});
