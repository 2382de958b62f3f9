// The screens of people and of the door, light and dark, as a phone and as a desktop: that each comes up without a complaint and without
// scrolling sideways, and a picture of it in test-results/people-screens for people to look at.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp, phone } from './open-app.ts';
import { makeCamera } from './make-camera.ts';
import { knock, openInvitation, useAuthenticator } from './people.ts';
import { populateSwarm } from './populate-swarm.ts';

const { shoot, faults } = makeCamera(new URL('../../test-results/people-screens/', import.meta.url).pathname);
const state: { app?: OpenedApp; owner?: Page; end?: () => Promise<void> } = {};
const app = () => state.app as OpenedApp;
const owner = () => state.owner as Page;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp({ args: ['--host-resolver-rules=MAP covey.lan 127.0.0.1'] });
  state.owner = await app().owner();
  await useAuthenticator(owner());
  state.end = await populateSwarm(app());
});
afterAll(async () => {
  await state.end?.();
  await state.app?.close();
});

/** The same screen on a desktop and on a phone. */
async function shootBoth(name: string, page = owner()): Promise<void> {
  for (const { viewport } of [phone, desktop]) {
    if (viewport) await page.setViewportSize(viewport);
    await shoot(page, name);
  }
}

async function visit(path: string, text: string, page = owner()): Promise<void> {
  await page.goto(app().url + path);
  await page.locator('main').getByText(text).first().waitFor();
}

const close = (page = owner()) => page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

describe.skipIf(chromiumPath === undefined)('every screen of people', () => {
  test('signing in: with a passkey, by number, over plain http', async () => {
    const port = new URL(app().url).port;
    for (const [name, url, text] of [
      ['sign-in', app().url, 'Sign in with a passkey'],
      ['sign-in-number', `http://127.0.0.1:${port}`, 'Passkeys belong to a name'],
      ['sign-in-http', `http://covey.lan:${port}`, 'covey link'],
    ] as const) {
      const page = await (await app().context()).newPage();
      await page.goto(`${url}/sign-in`);
      await page.getByText(text).waitFor();
      await shootBoth(name, page);
      await page.context().close();
    }
    expect(faults).toEqual([]);
  });

  test('the door: on the overview, on the devices, its menu, a ban, the codes', async () => {
    const first = await knock(app(), 'Grandma’s old tablet');
    const second = await knock(app(), 'Office laptop');
    for (const path of ['/overview', '/devices']) {
      await visit(path, 'Office laptop');
      await owner().getByRole('heading', { name: 'At the door' }).waitFor();
      await shootBoth(`door-${path.slice(1)}`);
    }
    await owner().getByRole('button', { name: 'More for Office laptop' }).click();
    await shootBoth('door-menu');
    await owner().getByRole('menuitem', { name: 'Ban this device' }).click();
    await owner().getByText('Ban Office laptop?').waitFor();
    await shootBoth('door-ban-dialog');
    await owner().getByRole('button', { name: 'Ban it' }).click();
    await owner().getByText('These keys are refused').waitFor();
    await shootBoth('devices-banned');
    await askAsOwner(app(), 'POST', '/api/invites', { uses: 30, minutes: 4000, approve: true });
    await askAsOwner(app(), 'POST', '/api/invites', { uses: 1, minutes: 5 });
    await owner().getByRole('button', { name: 'Add a device' }).click();
    await owner().getByText('Other codes that still work').waitFor();
    await shootBoth('join-codes');
    await close();
    await first.context().close();
    await second.context().close();
    expect(faults).toEqual([]);
  });

  test('the settings and their dialogs', async () => {
    await visit('/settings', 'this browser');
    await shootBoth('settings-new');
    await owner().getByRole('button', { name: 'Another device' }).click();
    await owner().getByRole('img', { name: /QR/ }).waitFor();
    await shootBoth('settings-link');
    await close();
    await owner().getByRole('button', { name: 'Add a passkey' }).click();
    await shootBoth('settings-passkey');
    await owner().getByRole('button', { name: 'Make it' }).click();
    await owner().getByText('For localhost').waitFor();
    await owner().getByRole('button', { name: 'New token' }).click();
    await owner().getByRole('dialog').getByLabel('Name').fill('Nightly archive');
    await owner().getByRole('checkbox', { name: /^Jobs/ }).check();
    await shootBoth('settings-token');
    await owner().getByRole('button', { name: 'Make the token' }).click();
    await owner().getByText('Copy it now').waitFor();
    await shootBoth('settings-token-made');
    await owner().getByRole('button', { name: 'I have it' }).click();
    const second = await app().owner(phone);
    await second.context().close();
    await visit('/settings', 'Nightly archive');
    await shootBoth('settings');
    await owner().getByRole('button', { name: 'Sign out everywhere' }).click();
    await shootBoth('settings-everywhere');
    await close();
    expect(faults).toEqual([]);
  });

  test('people: members, an invitation, a refusal', async () => {
    await openInvitation(app(), 'viewer', 'Ada Lovelace');
    await openInvitation(app(), 'operator', 'Wolfgang Amadeus Theophilus Mozart of Salzburg');
    await askAsOwner(app(), 'POST', '/api/people/invitations', { role: 'owner' });
    await visit('/people', 'Ada Lovelace');
    await shootBoth('people');
    await owner().getByRole('button', { name: 'Invite', exact: true }).click();
    await shootBoth('people-invite');
    await owner().getByRole('button', { name: 'Make the link' }).click();
    await owner().getByRole('img', { name: /QR/ }).waitFor();
    await shootBoth('people-invite-link');
    await close();
    await owner().getByLabel('Role of Owner').selectOption('viewer');
    await owner().getByText('This is the only owner').waitFor();
    await shootBoth('people-last-owner');
    await owner().getByRole('button', { name: 'Remove Ada Lovelace' }).click();
    await shootBoth('people-remove');
    await close();
    expect(faults).toEqual([]);
  });

  test('the activity: everything, refusals, nothing', async () => {
    await fetch(`${app().url}/api/jobs`, { headers: { authorization: 'Bearer covey_wrong' } });
    await visit('/activity', 'made a join code');
    await shootBoth('activity');
    await owner().getByText('Refused', { exact: true }).click();
    await owner().getByText('was refused').first().waitFor();
    await shootBoth('activity-refused');
    await owner().getByLabel('Search the log').fill('zebra');
    await owner().getByText('Nothing fits').waitFor();
    await shootBoth('activity-nothing');
    expect(faults).toEqual([]);
  });

  test('what a viewer sees', async () => {
    const viewer = await openInvitation(app(), 'viewer', 'Vera');
    for (const path of ['/overview', '/devices', '/jobs', '/settings', '/people']) {
      await viewer.goto(app().url + path);
      await viewer.getByRole('heading', { level: 1 }).waitFor();
      await viewer.waitForLoadState('networkidle');
      await shootBoth(`viewer-${path.slice(1)}`, viewer);
    }
    await viewer.context().close();
    expect(faults).toEqual([]);
  });

  test('several swarms', async () => {
    await visit('/settings', 'New swarm');
    await owner().getByRole('button', { name: 'New swarm' }).click();
    await owner().getByRole('dialog').getByLabel('Name').fill('Chess club');
    await shootBoth('swarms-new');
    await owner().getByRole('button', { name: 'Make the swarm' }).click();
    await owner().waitForURL('**/overview');
    await owner().getByRole('heading', { name: 'Chess club' }).waitFor();
    await shootBoth('swarms-overview');
    await visit('/settings', 'Chess club');
    await shootBoth('swarms-settings');
    expect(faults).toEqual([]);
  });

  // the refusal of the last owner is answered 409, which browsers list as an error of the page
  test('no screen complained', () => {
    expect(app().complaints.filter((text) => !/status of 409/.test(text))).toEqual([]);
  });
});
