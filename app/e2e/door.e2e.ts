// The door in the built app, before a real coordinator: devices knock, are approved, refused and banned, and what happened is in the activity log.
import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { askAsOwner, chromiumPath } from './open-app.ts';
import { knock, knockWithKey } from './people.ts';
import { submitText } from './submit-text.ts';
import { useApp } from './use-app.ts';

const { app, owner, expectStatus, visit } = useApp();

describe.skipIf(chromiumPath === undefined)('the door', () => {
  test('a device that knocks shows the same four words as the owner’s screen, and computes once it is approved', async () => {
    await visit(owner(), '/overview');
    const device = await knock(app(), 'Porch tablet');
    const waiting = owner().getByRole('article').filter({ hasText: 'Porch tablet' });
    await waiting.waitFor();
    const told = (await device.getByText('The four words of this device').locator('..').textContent()) ?? '';
    const shown =
      (await waiting.getByText('The four words of Porch tablet').locator('..').textContent()) ?? '';
    const words = (text: string) => text.split(':').at(-1)?.trim().split(/\s+/);
    expect(words(told)).toHaveLength(4);
    expect(words(shown)).toEqual(words(told));
    const job = await submitText(app(), 'Letters', 2);
    await device.getByRole('heading', { name: 'At the door' }).waitFor();
    await waiting.getByRole('button', { name: 'Approve' }).click();
    await waiting.waitFor({ state: 'detached' });
    await visit(owner(), `/jobs/${job}`);
    await owner().getByText('Finished in').waitFor({ timeout: 60_000 });
    await owner().getByText('Porch tablet').first().waitFor();
    await device.context().close();
  });

  test('a code that asks first lets nobody in by itself, and who is refused is gone', async () => {
    await visit(owner(), '/devices');
    await owner().getByRole('button', { name: 'Add a device' }).click();
    const dialog = owner().getByRole('dialog');
    await dialog.getByRole('switch', { name: 'Ask me about each device' }).click();
    await dialog.getByText('wait at the door until somebody compares').waitFor();
    const code = (await dialog.getByText(/^[A-Z]{4}-[A-Z]{4}$/).textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Close' }).click();
    const device = await (await app().context()).newPage();
    await visit(device, '/join');
    await device.getByLabel('Join code').fill(code);
    await device.getByLabel('Name of this device').fill('Stranger');
    await device.getByRole('button', { name: 'Join and help' }).click();
    const waiting = owner().getByRole('article').filter({ hasText: 'Stranger' });
    await waiting.getByRole('button', { name: 'Refuse' }).click();
    await waiting.waitFor({ state: 'detached' });
    await device.getByRole('button', { name: 'Join again' }).waitFor();
    expect(await askAsOwner(app(), 'GET', '/api/devices')).not.toContainEqual(
      expect.objectContaining({ name: 'Stranger' }),
    );
    await device.context().close();
  });

  test('a banned key is refused until the ban is lifted', async () => {
    const publicKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
    await visit(owner(), '/devices');
    expect(await knockWithKey(app(), 'Liar', publicKey)).toBe(200);
    await owner().getByRole('button', { name: 'More for Liar' }).click();
    await owner().getByRole('menuitem', { name: 'Ban this device' }).click();
    await owner().getByRole('button', { name: 'Ban it' }).click();
    await owner().getByText('These keys are refused').waitFor();
    expect(await knockWithKey(app(), 'Liar', publicKey)).toBe(403);
    await owner().getByRole('button', { name: 'Lift the ban of Liar' }).click();
    await owner().getByText('These keys are refused').waitFor({ state: 'detached' });
    expect(await knockWithKey(app(), 'Liar', publicKey)).toBe(200);
    await owner().getByRole('article').filter({ hasText: 'Liar' }).waitFor();
  });

  test.each([
    ['joins again', ['Join again']],
    ['leaves and comes back', ['Leave this swarm', 'Leave']],
  ])('[P42] a banned browser that %s is the same device, and its ban holds', async (what, buttons) => {
    const name = `Laptop that ${what}`;
    const device = await app().device(name, {});
    // somebody who is banned while away hears of it only when it joins again
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    const devices = (await askAsOwner(app(), 'GET', '/api/devices')) as { id: string; name: string }[];
    await askAsOwner(app(), 'POST', `/api/devices/${devices.find((each) => each.name === name)?.id}/ban`);
    const sentence = 'This device was banned from the swarm. Ask an owner of the swarm to lift the ban.';
    await device.getByText(sentence).waitFor();
    for (const button of buttons) await device.getByRole('button', { name: button, exact: true }).click();
    await device.waitForURL((url) => url.pathname === '/');
    const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
    expectStatus(403);
    await visit(device, `/j#${token}`);
    await device.getByRole('button', { name: 'Join and help' }).click();
    await device.getByRole('alert').filter({ hasText: 'banned' }).waitFor();
    const bans = (await askAsOwner(app(), 'GET', '/api/bans')) as { id: string; name: string }[];
    expect(bans.map((ban) => ban.name)).toEqual([name]);
    await askAsOwner(app(), 'DELETE', `/api/bans/${bans[0]?.id}`);
    await device.getByRole('button', { name: 'Join and help' }).click();
    await device.waitForURL('**/contribute');
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    await device.context().close();
  });

  test('nobody may knock where the settings say so', async () => {
    await visit(owner(), '/settings');
    const knocking = owner().getByRole('switch', { name: 'Devices without a code may knock' });
    await knocking.click();
    await owner().getByText('Only devices with a code or a link come in.').waitFor();
    const device = await (await app().context()).newPage();
    expectStatus(401);
    await visit(device, '/join');
    await device.getByRole('button', { name: 'Ask to be let in' }).click();
    await device.getByText('Nobody may wait at the door here').waitFor();
    expect(new URL(device.url()).pathname).toBe('/join');
    await knocking.click();
    await owner().getByText('They wait until an operator or owner approves them').waitFor();
    await device.context().close();
  });

  test('codes that still work are listed with their uses, and revoked one by one', async () => {
    const { code } = (await app().coordinator.createInvite({ uses: 7, minutes: 60 })) as { code: string };
    await visit(owner(), '/devices');
    await owner().getByRole('button', { name: 'Add a device' }).click();
    const row = owner().getByRole('dialog').getByRole('listitem').filter({ hasText: '7 of 7 uses left' });
    await row.getByRole('button', { name: /Revoke/ }).click();
    await row.waitFor({ state: 'detached' });
    await owner().getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    const device = await (await app().context()).newPage();
    expectStatus(401);
    await visit(device, '/join');
    await device.getByLabel('Join code').fill(code);
    await device.getByRole('button', { name: 'Join and help' }).click();
    await device.getByRole('alert').waitFor();
    expect(new URL(device.url()).pathname).toBe('/join');
    await device.context().close();
  });

  test('all of it is in the activity log, what was refused at a glance, and in the CSV', async () => {
    await visit(owner(), '/activity');
    const log = owner().locator('main ol > li');
    for (const line of [
      'Porch tablet waits at the door',
      'Owner approved Porch tablet',
      'Owner forgot the device Stranger',
      'Owner banned the device Liar',
      'Owner lifted the ban of Liar',
    ])
      await log.filter({ hasText: line }).first().waitFor();
    await owner().getByText('Refused', { exact: true }).click();
    await owner().getByText('That is all that fits').waitFor();
    await log.filter({ hasText: 'this device was banned' }).waitFor();
    for (const text of await log.allTextContents()) expect(text).toContain('Refused:');

    const [download] = await Promise.all([
      owner().waitForEvent('download'),
      owner().getByRole('link', { name: 'Export CSV' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain('"device-approved","done","Owner","Porch tablet"');
    expect(csv).toContain('"device-banned","done","Owner","Liar"');
    expect(csv).toContain('"device-refused","refused","Liar"');
  });
});
