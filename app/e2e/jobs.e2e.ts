// What an owner does around jobs, in a real browser: from an empty swarm to a downloaded output; a job whose chunks fail, seen on the map and tried
// again; an estimate, a repetition, the list and its filter by keyboard, and steering that can be taken back.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { afterAll, describe, expect, test } from 'vitest';
import type { JobCreated } from '../../shared/contract/http-api.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { startNodeContribution } from '../../shared/platform/node/start-node-contribution.ts';
import { askAsOwner, chromiumPath, phone } from './open-app.ts';
import { useApp } from './use-app.ts';

const { app, owner, visit } = useApp();
const endings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of endings) await end();
});

const kernelsDir = new URL('../../build/kernels', import.meta.url).pathname;

async function addDevice(name: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-device-'));
  const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 5 });
  const device = await startNodeContribution({
    url: app().coordinator.url,
    dataDir,
    join: { token },
    name,
    limits: { threads: 1, giveWay: false },
    kernelsDir,
    onEvent: () => undefined,
  });
  endings.push(async () => {
    await device.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
}

async function submitProbe(name: string, count: number, params: object): Promise<string> {
  const request = { name, kernel: 'probe', params, input: { kind: 'range', count }, verification: 'trust' };
  const { job } = (await askAsOwner(app(), 'POST', '/api/jobs', request)) as JobCreated;
  return job.id;
}

const jobOf = async (id: string) => (await askAsOwner(app(), 'GET', `/api/jobs/${id}`)) as JobView;
const patiently = { timeout: 60_000, interval: 200 };
const map = (page: Page) => page.getByRole('application', { name: /Map of the chunks/ });
const cell = (page: Page) => page.locator('#chunk-map-cell');

describe.skipIf(chromiumPath === undefined)('an owner', () => {
  test('goes from an empty swarm to a downloaded output, and nothing is claimed about time before it is measured', async () => {
    const page = owner();
    await page.getByText('Give it something to do').waitFor();
    await addDevice('First server');
    await visit(page, '/jobs/new');
    await page.getByText('Compress').first().click();
    await page.getByText('gzip', { exact: true }).click();
    const text = 'a letter, and another one\n'.repeat(2000);
    await page
      .getByLabel('Files', { exact: true })
      .setInputFiles([{ name: 'letters.txt', mimeType: 'text/plain', buffer: Buffer.from(text) }]);
    await page.getByText('No time can be told').waitFor();
    await page.getByRole('button', { name: 'Start the job' }).click();
    await page.waitForURL('**/jobs/job_*');
    await page.getByText('Finished in').waitFor({ timeout: 60_000 });
    await page.getByText('First server').waitFor();
    await page.getByText('Too little was computed').waitFor();
    await page.getByRole('heading', { name: 'How letters.txt.gz begins' }).waitFor();
    await page.getByText('0000 1f 8b 08').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: /Download/ }).click();
    const path = await (await download).path();
    expect(gunzipSync(await readFile(path)).toString()).toBe(text);

    await page.getByRole('link', { name: 'Repeat' }).click();
    await page.getByText('The same as in letters.txt').waitFor();
    await page.getByText(/on 1 device, 1 chunk, if it goes like before/).waitFor();
    await page.getByText('Zstandard', { exact: true }).click();
    await page.getByRole('button', { name: 'Start the job' }).click();
    await page.getByRole('heading', { name: 'How letters.txt.zst begins' }).waitFor({ timeout: 60_000 });
  });

  test('sees failed chunks on the map by keyboard and in the table, and has them tried again', async () => {
    await addDevice('Second server');
    await addDevice('Third server');
    const id = await submitProbe('Half broken', 60, { failAt: [7, 40], bytes: 8 });
    const page = owner();
    await visit(page, `/jobs/${id}`);
    await page.getByRole('heading', { name: '2 chunks failed' }).waitFor({ timeout: 60_000 });
    await page.getByText('Number 7 was asked to fail.').waitFor();
    await page.getByText('Point at a cell').waitFor();
    await map(page).focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => cell(page).textContent(), patiently).toBe('Chunk 7: failed.');
    await page.keyboard.press('Enter');
    await page.getByText('Chunks 0 to 15').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Chunks 0 to 59', { exact: true }).waitFor();
    await page.getByText('The same as a table').click();
    const row = page.getByRole('row', { name: /^36 to 41/ });
    expect((await row.getByRole('cell').allTextContents()).map(Number)).toEqual([5, 1]);

    const { endedAt } = await jobOf(id);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect
      .poll(async () => (await jobOf(id)).endedAt ?? 0, patiently)
      .toBeGreaterThan(endedAt ?? Infinity);
    expect(await jobOf(id)).toMatchObject({
      state: 'done',
      accepted: 58,
      failed: 2,
      note: '2 chunks failed',
    });
    await visit(page, '/overview');
    await page.getByText('2 failed chunks of Half broken are tried again.').waitFor();
  });

  test('watches millions of chunks on a phone: zooms by touch, sees the output begin, is told the time as a range', async () => {
    const id = await submitProbe('Ten million numbers', 10_000_000, { bytes: 8, work: 20_000, group: 1 });
    const context = await app().context(phone);
    await context.addCookies(await owner().context().cookies());
    const page = await context.newPage();
    await page.goto(`${app().url}/jobs/${id}`);
    await page.getByText(/Chunks 0 to 9,999,999, .* in each cell/).waitFor();
    await expect.poll(async () => (await jobOf(id)).accepted, patiently).toBeGreaterThan(100);
    await map(page).tap({ position: { x: 4, y: 4 } });
    await expect.poll(() => cell(page).textContent(), patiently).toMatch(/^Chunks 0 to [\d,]+: .*accepted/);
    for (let i = 0; i < 7; i++) await page.getByRole('button', { name: /^Look closer/ }).click();
    const shown = async () => {
      const text =
        (await page
          .getByText(/^Chunks [\d,]+ to [\d,]+$/)
          .first()
          .textContent()) ?? '';
      return (text.replaceAll(',', '').match(/\d+/g) ?? []).map(Number) as [number, number];
    };
    const [first, last] = await shown();
    expect(last - first).toBe(15);
    expect(await page.getByRole('button', { name: /^Look closer/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Later' }).click();
    await expect.poll(shown, patiently).toEqual([first + 16, last + 16]);
    await page.getByText('How the output begins').waitFor();
    await page.getByText(/(\d to \d+|at least about [\d.]+) (min|h|days) left/).waitFor({ timeout: 60_000 });
    await askAsOwner(app(), 'POST', `/api/jobs/${id}/cancel`);
    await page.getByText('It was cancelled').waitFor();
    await context.close();
  });

  test('finds a job by words, state and kind; the address keeps it, and the keyboard does it all', async () => {
    const page = owner();
    await visit(page, '/jobs');
    const rows = page.locator('main li a');
    await rows.first().waitFor();
    const all = await rows.count();
    await page.keyboard.press('/');
    await page.keyboard.type('LETTERS');
    await expect.poll(() => rows.count(), patiently).toBe(2);
    expect(page.url()).toContain('/jobs?find=LETTERS');
    await page.reload();
    await rows.first().waitFor();
    expect([await rows.count(), await page.getByLabel('Search the jobs').inputValue()]).toEqual([
      2,
      'LETTERS',
    ]);
    await page.getByLabel('Search the jobs').fill('');
    await page.getByLabel('State').selectOption('Cancelled');
    await expect
      .poll(() => rows.allTextContents(), patiently)
      .toEqual([expect.stringContaining('Ten million numbers') as string]);
    await page.getByLabel('Computation').selectOption('compress');
    await page.getByText('No job fits').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows.count(), patiently).toBe(all);
    expect(new URL(page.url()).search).toBe('');
    await page.getByLabel('Search the jobs').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/job_*');
  });

  test('pauses the swarm and a device, and takes it back', async () => {
    const page = owner();
    const state = async () => ((await askAsOwner(app(), 'GET', '/api/swarm')) as { state: string }).state;
    await visit(page, '/overview');
    await page.getByText('Pause', { exact: true }).click();
    await page.getByRole('status').getByText('The swarm is paused.').waitFor();
    expect(await state()).toBe('paused');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(state, patiently).toBe('running');
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });

    await visit(page, '/devices');
    await page.getByRole('switch', { name: 'Gets work' }).first().click();
    await page
      .getByRole('status')
      .getByText(/gets no more work/)
      .waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    const enabled = async () =>
      ((await askAsOwner(app(), 'GET', '/api/devices')) as { enabled: boolean }[]).every(
        (one) => one.enabled,
      );
    await expect.poll(enabled, patiently).toBe(true);
  });
});
