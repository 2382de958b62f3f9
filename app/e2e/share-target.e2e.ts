// Web Share Target: what a gallery shares comes to the service worker as a form, stays on this device, and becomes a new job for who may submit
// one. The form is sent by a page of the app itself, which reaches the service worker the way the system's share sheet does.
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobView } from '../../shared/contract/job.ts';
import { askAsOwner, chromiumPath, phone } from './open-app.ts';
import { shareFiles } from './share-files.ts';
import { useApp } from './use-app.ts';

const { app, visit } = useApp();
const state: { folder?: string } = {};
const file = (name: string) => join(state.folder ?? '', name);
const FILM_BYTES = 200 * 1024 * 1024;

beforeAll(async () => {
  state.folder = await mkdtemp(join(tmpdir(), 'covey-shared-'));
  await writeFile(file('IMG_1.txt'), 'a photo'.repeat(20_000));
  await writeFile(file('IMG_2.txt'), 'another photo'.repeat(20_000));
  const film = await open(file('film.mp4'), 'w');
  await film.truncate(FILM_BYTES);
  await film.close();
});
afterAll(async () => {
  if (state.folder !== undefined) await rm(state.folder, { recursive: true, force: true });
});

const keptFolders = (page: Page) =>
  page.evaluate(async () => {
    const root = await window.navigator.storage.getDirectory();
    const shared = await root.getDirectoryHandle('shared', { create: true });
    const names: string[] = [];
    for await (const name of shared.keys()) names.push(name);
    return names.length;
  });

const share = (page: Page, names: string[]) => shareFiles(page, names.map(file));
const operator = () => app().owner(phone);

describe.skipIf(chromiumPath === undefined)('what another app shares', () => {
  test('becomes a new job of who may submit one, and is gone from the device once the job has it', async () => {
    const page = await operator();
    await share(page, ['IMG_1.txt', 'IMG_2.txt']);
    await page.waitForURL('**/jobs/new');
    await page.getByText('2 files').waitFor();
    await page.getByText('Shared with Covey by another app').waitFor();
    // a second share is added to the first, and keeps a name of its own
    await share(page, ['IMG_1.txt']);
    await page.getByText('3 files').waitFor();
    await page.getByText('IMG_1 (2).txt').waitFor();
    await page.getByText('Compress').first().click();
    await page.getByRole('button', { name: 'Start the job' }).click();
    await page.waitForURL('**/jobs/job_*');
    const [job] = (await askAsOwner(app(), 'GET', '/api/jobs')) as JobView[];
    expect(job).toMatchObject({ kernel: 'compress', inputBytes: 2 * 7 * 20_000 + 13 * 20_000 });
    expect(await keptFolders(page)).toBe(0);
    await page.context().close();
  });

  test('of a plain device stays there: it is told why, and what it can do', async () => {
    const page = await app().device('Plain phone');
    await share(page, ['IMG_1.txt']);
    await page.getByRole('heading', { name: 'This device gives power, not work' }).waitFor();
    await page.getByText('1 file, 140 KB: still on this device, and sent nowhere.').waitFor();
    expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in');
    await page.getByRole('button', { name: 'Throw them away' }).click();
    await page.waitForURL('**/contribute');
    expect(await keptFolders(page)).toBe(0);
    await page.context().close();
  });

  test('waits while nobody is signed in, for the new job of who signs in afterwards', async () => {
    const page = await app().device('Phone of an owner');
    await share(page, ['IMG_2.txt']);
    await page.getByRole('heading', { name: 'This device gives power, not work' }).waitFor();
    await page.goto(app().coordinator.makeSetupUrl());
    await page.waitForURL('**/overview');
    await visit(page, '/jobs/new');
    await page.getByText('1 file, 260 KB').waitFor();
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(() => keptFolders(page)).toBe(0);
    await page.reload();
    await page.getByText('Drop files or folders here').waitFor();
    await page.context().close();
  });

  test('may be a film of 200 MB; and a share that is none says so', async () => {
    const page = await operator();
    await share(page, ['film.mp4']);
    await page.waitForURL('**/jobs/new');
    await page.getByText('1 file, 210 MB').waitFor();
    await page.getByText('film.mp4').waitFor();
    await page.evaluate(() => {
      const form = Object.assign(window.document.createElement('form'), { method: 'post', action: '/share' });
      window.document.body.append(form);
      form.submit();
    });
    await page.getByText('could not be read').waitFor();
    // only the film waits: nothing is kept of what was no share
    expect(await keptFolders(page)).toBe(1);
    await page.context().close();
  });
});
