// People in the built app, each in a browser of their own, before a real coordinator: they come in, are given roles and lose them, use passkeys and
// tokens, find it all in the activity log, and go.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { askAsOwner, chromiumPath, desktop } from './open-app.ts';
import { useAuthenticator } from './people.ts';
import { useApp } from './use-app.ts';

/** What the feed promises: whoever may no longer see is sent away within this time. */
const CLOSED_WITHIN_MS = 2_000;
const { app, owner, expectStatus, visit } = useApp();

/** The owner invites somebody in the page; the link is opened in another browser. */
async function invite(role: string, name: string): Promise<Page> {
  await visit(owner(), '/people');
  await owner().getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = owner().getByRole('dialog');
  await dialog.getByText(role, { exact: true }).click();
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = (await dialog.getByText('/setup#i=').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Close' }).click();
  const page = await (await app().context(desktop)).newPage();
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join the swarm' }).click();
  await page.waitForURL('**/overview');
  await page.getByRole('link', { name: 'Settings' }).waitFor();
  return page;
}

const places = (page: Page) =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('listitem').allTextContents();

describe.skipIf(chromiumPath === undefined)('people', () => {
  test('an invited operator works with jobs and devices, and sees neither the people nor the activity', async () => {
    const olga = await invite('Operator', 'Olga');
    expect((await places(olga)).map((text) => text.trim())).toEqual([
      'Overview',
      'Devices',
      'Jobs',
      'Task stream',
      'This device',
      'Settings',
    ]);
    await olga.getByRole('button', { name: 'Run the sample job' }).waitFor();
    await visit(olga, '/people');
    await olga.getByText('For owners of the swarm').waitFor();
    expect(await olga.getByText('Olga').count()).toBe(0);
    await visit(olga, '/activity');
    await olga.getByText('For owners of the swarm').waitFor();
    await olga.context().close();
  });

  test('a role that is changed changes the other’s screen within two seconds, and somebody removed is signed out', async () => {
    const paul = await invite('Operator', 'Paul');
    await visit(paul, '/devices');
    await paul.getByRole('button', { name: 'Add a device' }).waitFor();
    await visit(owner(), '/people');
    await owner().getByLabel('Role of Paul').selectOption('viewer');
    await paul
      .getByRole('button', { name: 'Add a device' })
      .waitFor({ state: 'detached', timeout: CLOSED_WITHIN_MS });
    await owner().getByLabel('Role of Paul').selectOption('owner');
    await paul.getByRole('link', { name: 'People' }).waitFor({ timeout: CLOSED_WITHIN_MS });

    // the coordinator answers whom it no longer knows with 401
    expectStatus(401);
    await owner().getByRole('button', { name: 'Remove Paul' }).click();
    await owner().getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await paul.getByText('You are signed out here').waitFor({ timeout: CLOSED_WITHIN_MS });
    expect(new URL(paul.url()).pathname).toBe('/sign-in');
    await owner().getByRole('listitem', { name: 'Paul' }).waitFor({ state: 'detached' });
    await paul.context().close();
  });

  test('the last owner stays one, and is told why', async () => {
    expectStatus(409);
    await visit(owner(), '/people');
    const role = owner().getByLabel('Role of Owner');
    await role.selectOption('viewer');
    await owner().getByText('This is the only owner of the swarm.').waitFor();
    expect(await role.inputValue()).toBe('owner');
    await owner().getByRole('button', { name: 'Leave the swarm' }).click();
    await owner().getByRole('dialog').getByRole('button', { name: 'Leave it' }).click();
    await owner().getByRole('dialog').getByText('This is the only owner').waitFor();
    await owner().getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  });

  test('a passkey is made in the settings and signs in, until it is removed', async () => {
    const page = await app().owner();
    await useAuthenticator(page);
    await visit(page, '/settings');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name of the passkey').fill('Test key');
    await page.getByRole('button', { name: 'Make it' }).click();
    const place = `For ${new URL(app().url).host}`;
    await page.getByText(`${place} · not used yet`).waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/overview');
    await visit(page, '/settings');
    await page.getByText(`${place} · used just now`).waitFor();
    await page.getByRole('button', { name: 'Remove the passkey Test key' }).click();
    await page.getByText(place).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    expectStatus(401);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('This passkey is not known here').waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.context().close();
  });

  test('a page that was opened by a number or over plain http says in a sentence why it has no passkeys', async () => {
    const page = await (await app().context()).newPage();
    await page.goto(`http://127.0.0.1:${new URL(app().url).port}/sign-in`);
    await page.getByText(/^Passkeys belong to a name: open http:\/\/localhost/).waitFor();
    expect(await page.getByRole('button', { name: /passkey/ }).count()).toBe(0);
    await page.context().close();
  });

  test('a token made in the page works for what it may, and not after it was revoked', async () => {
    await visit(owner(), '/settings');
    await owner().getByRole('button', { name: 'New token' }).click();
    const dialog = owner().getByRole('dialog');
    await dialog.getByLabel('Name').fill('Nightly');
    await dialog.getByRole('button', { name: 'Make the token' }).click();
    const token = (await dialog.getByText(/^covey_/).textContent())?.trim() ?? '';
    const call = async (method: string, path: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = method === 'POST' ? '{}' : undefined;
      return (await fetch(app().url + path, { method, headers, ...(body !== undefined && { body }) })).status;
    };
    expect(await call('GET', '/api/devices')).toBe(200);
    expect(await call('POST', '/api/invites')).toBe(403);
    await dialog.getByRole('button', { name: 'I have it' }).click();
    expect(await owner().getByText(token).count()).toBe(0);
    await owner().getByRole('button', { name: 'Revoke the token Nightly' }).click();
    await owner().getByRole('button', { name: 'Revoke the token Nightly' }).waitFor({ state: 'detached' });
    expect(await call('GET', '/api/devices')).toBe(401);
  });

  test('a link for another device signs the same person in, once', async () => {
    await visit(owner(), '/settings');
    await owner().getByRole('button', { name: 'Another device' }).click();
    const link = (await owner().getByRole('dialog').getByText('/setup#l=').textContent()) ?? '';
    await owner().getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    const other = await (await app().context()).newPage();
    await other.goto(link);
    await other.waitForURL('**/overview');
    const third = await (await app().context()).newPage();
    expectStatus(401);
    await third.goto(link);
    await third.getByText('This link opens no door').waitFor();
    await third.context().close();

    // and it is ended from here
    await visit(owner(), '/settings');
    await owner()
      .getByRole('button', { name: /^End the session/ })
      .first()
      .click();
    await other.getByText('You are signed out here').waitFor({ timeout: CLOSED_WITHIN_MS });
    expect(new URL(other.url()).pathname).toBe('/sign-in');
    await other.context().close();
  });
});

describe.skipIf(chromiumPath === undefined)('the activity', () => {
  test('has what happened, newest first, by kind, by outcome and by word, and the CSV has it too', async () => {
    await visit(owner(), '/activity');
    const log = owner().locator('main ol > li');
    for (const line of [
      'Owner made the API token Nightly',
      'Olga came into the swarm',
      'Owner removed Paul',
      'Owner added the passkey Test key',
    ])
      await log.filter({ hasText: line }).first().waitFor();
    const all = await log.count();
    await owner().getByLabel('Kind of activity').selectOption('people');
    await log.filter({ hasText: 'signed in' }).first().waitFor({ state: 'detached' });
    await log.filter({ hasText: 'Olga came into the swarm' }).waitFor();
    expect(await log.count()).toBeLessThan(all);
    await owner().getByLabel('Kind of activity').selectOption('');
    await log.filter({ hasText: 'signed in' }).first().waitFor();
    await owner().getByText('Refused', { exact: true }).click();
    await log.filter({ hasText: 'could not sign in' }).first().waitFor();
    await log.filter({ hasText: 'signed in' }).first().waitFor({ state: 'detached' });
    for (const text of await log.allTextContents()) expect(text).toContain('Refused:');
    await owner().getByText('All', { exact: true }).click();
    await owner().getByLabel('Search the log').fill('olga');
    await log.filter({ hasText: 'Paul' }).first().waitFor({ state: 'detached' });
    for (const text of await log.allTextContents()) expect(text).toContain('Olga');

    const [download] = await Promise.all([
      owner().waitForEvent('download'),
      owner().getByRole('link', { name: 'Export CSV' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain('"person-removed","done","Owner","Paul"');
    expect(csv).toContain('"token-revoked","done","Owner","Nightly"');
    expect(csv).toContain('"sign-in-refused","refused"');
  });

  test('goes on to its oldest line as somebody scrolls', async () => {
    for (let i = 120; i >= 0; i--)
      await askAsOwner(app(), 'PATCH', '/api/swarm', { name: i === 0 ? 'My swarm' : `Swarm ${i}` });
    await visit(owner(), '/activity');
    await owner().getByText('steered the swarm').first().waitFor();
    await expect
      .poll(
        async () => {
          await owner().mouse.wheel(0, 20_000);
          return await owner().getByText('started the coordinator').count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    expect(await owner().locator('main ol > li').count()).toBeGreaterThan(140);
  });
});

describe.skipIf(chromiumPath === undefined)('several swarms and the way out', () => {
  test('an administrator makes another swarm, sees nothing of the first in it, and goes back', async () => {
    await visit(owner(), '/settings');
    await owner().getByRole('button', { name: 'New swarm' }).click();
    await owner().getByRole('dialog').getByLabel('Name').fill('Chess club');
    await owner().getByRole('button', { name: 'Make the swarm' }).click();
    await owner().getByRole('heading', { name: 'Chess club' }).waitFor();
    await visit(owner(), '/people');
    await owner().getByText('1 person').waitFor();
    expect(await owner().getByText('Olga').count()).toBe(0);
    await owner().getByLabel('Swarm').first().selectOption({ label: 'My swarm' });
    await owner().getByRole('heading', { name: 'My swarm' }).waitFor();
  });

  test('signing out everywhere closes the other browser as well', async () => {
    const other = await app().owner();
    await visit(owner(), '/settings');
    await owner().getByRole('button', { name: 'Sign out everywhere' }).click();
    expectStatus(401);
    await owner().getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await other.getByText('You are signed out here').waitFor({ timeout: CLOSED_WITHIN_MS });
    await owner().waitForURL('**/sign-in');
    await visit(owner(), '/overview');
    await owner().waitForURL('**/sign-in');
    expect(await owner().getByRole('navigation', { name: 'Places' }).count()).toBe(0);
    await other.context().close();
  });
});
