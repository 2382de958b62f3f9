// A browser contributes: joins by link, computes in its sandbox, can be paused, survives a reload, and of two tabs one works.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobView } from '../../shared/contract/job.ts';
import { askAsOwner, chromiumPath, type OpenedApp, openApp, phone } from './open-app.ts';

const state: { app?: OpenedApp } = {};
const opened = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath !== undefined)
    state.app = await openApp({ args: ['--host-resolver-rules=MAP covey.lan 127.0.0.1'] });
});
afterAll(() => state.app?.close());

const jobs = async () => (await askAsOwner(opened(), 'GET', '/api/jobs')) as JobView[];
const patiently = { timeout: 60_000, interval: 200 };

describe.skipIf(chromiumPath === undefined)('a contributing browser', () => {
  test('a job of the owner’s page is computed by a phone’s page, chunk for chunk', async () => {
    const app = opened();
    const [owner, device] = await Promise.all([app.owner(), app.device('Test phone')]);
    await owner.getByRole('button', { name: 'Run the sample job' }).click();
    await owner.waitForURL('**/jobs/job_*');
    await expect.poll(async () => (await jobs())[0]?.state, patiently).toBe('done');
    const [job] = await jobs();
    expect(job).toMatchObject({ chunks: 8, accepted: 8, failed: 0, rejected: 0 });
    await owner.getByText('Finished in').waitFor();
    await owner.getByText('Test phone', { exact: true }).waitFor();
    await device.getByText('Ready').first().waitFor();
    const download = owner.waitForEvent('download');
    await owner
      .getByRole('link', { name: /Download/ })
      .first()
      .click();
    expect((await download).suggestedFilename()).toBe('chapter-1.txt.gz');
    expect(app.complaints).toEqual([]);
  });

  test('pause and stop are obeyed and said, on the device and to the owner', async () => {
    const app = opened();
    const device = await app.device('Obedient phone');
    await device.getByRole('button', { name: 'Pause' }).click();
    await device.getByRole('heading', { name: 'Paused' }).waitFor();
    await expect
      .poll(async () => JSON.stringify(await askAsOwner(app, 'GET', '/api/devices')), patiently)
      .toContain('paused-by-person');
    await device.reload();
    await device.getByRole('heading', { name: 'Paused' }).waitFor();
    await device.getByRole('button', { name: 'Start' }).click();
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
  });

  test('of two tabs one contributes; the other shows the same and takes over when it closes', async () => {
    const app = opened();
    const first = await app.device('Phone with two tabs');
    const second = await first.context().newPage();
    await second.goto(`${app.url}/contribute`);
    await second.getByText('It runs in another tab').waitFor();
    await second.getByRole('button', { name: 'Pause' }).click();
    await first.getByRole('heading', { name: 'Paused' }).waitFor();
    await first.close();
    await second.getByText('It runs in another tab').waitFor({ state: 'detached' });
    await second.getByRole('heading', { name: 'Paused' }).waitFor();
    expect(app.complaints).toEqual([]);
  });

  test('a phone on plain http joins, computes and hands its turn on, without WebCrypto or locks', async () => {
    const app = opened();
    const { token } = await app.coordinator.createInvite({ uses: 1, minutes: 5 });
    const page = await (await app.context(phone)).newPage();
    const url = app.url.replace('localhost', 'covey.lan');
    await page.goto(`${url}/j#${token}`);
    await page.getByRole('button', { name: 'Join and help' }).waitFor();
    await page.reload();
    expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false]);
    await page.getByRole('button', { name: 'Join and help' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    const before = (await jobs()).length;
    const devices = (await askAsOwner(app, 'GET', '/api/devices')) as { id: string; name: string }[];
    for (const device of devices.slice(0, -1))
      await askAsOwner(app, 'PATCH', `/api/devices/${device.id}`, { enabled: false });
    const made = (await askAsOwner(app, 'POST', '/api/jobs', {
      kernel: 'probe',
      input: { kind: 'range', start: 0, count: 200 },
    })) as { job: JobView };
    expect(made.job.state).not.toBe('failed');
    await expect
      .poll(async () => (await jobs()).find((job) => job.id === made.job.id)?.state, patiently)
      .toBe('done');
    expect((await jobs()).length).toBe(before + 1);
    const second = await page.context().newPage();
    await second.goto(`${url}/contribute`);
    await second.getByText('It runs in another tab').waitFor();
    await page.close();
    await second.getByText('It runs in another tab').waitFor({ state: 'detached', timeout: 20_000 });
  });

  test('a worthless link says so and gives way to the typed code', async () => {
    const app = opened();
    const page = await (await app.context(phone)).newPage();
    await page.goto(`${app.url}/j#AAAAAAAAAAAAAAAAAAAAAA`);
    await page.getByRole('button', { name: 'Join and help' }).click();
    expect(page.url()).not.toContain('AAAA');
    await page.getByRole('alert').waitFor();
    const { code } = await app.coordinator.createInvite({ uses: 1, minutes: 5 });
    await page.getByLabel('Join code').fill(code.toLowerCase().replace('-', ' '));
    await page.getByRole('button', { name: 'Join and help' }).click();
    await page.waitForURL('**/contribute');
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
