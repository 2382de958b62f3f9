// In the new-job form the beginning of a job is computed in the owner's own browser, before anything is uploaded: a photo before and after, text,
// a small picture of a scene; what does not fit is said at once. Nothing of it reaches the coordinator.
import { createHash } from 'node:crypto';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { encodePhoto, testRaster } from '../../shared/kernels/image/testing/test-photos.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { askAsOwner, chromiumPath } from './open-app.ts';
import { useApp } from './use-app.ts';

describe.skipIf(chromiumPath === undefined)('the beginning of a job, tried in the form', () => {
  const { app, owner, visit } = useApp();

  async function openForm(kernel: string): Promise<Page> {
    await visit(owner(), '/jobs/new');
    await owner().getByText(kernel, { exact: true }).click();
    return owner();
  }
  const tryIt = (page: Page) => page.getByRole('button', { name: 'Try it here' }).click();
  const addFile = (page: Page, name: string, buffer: Buffer) =>
    page
      .getByLabel('Files', { exact: true })
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

  /** Width and height of a picture that the page shows. */
  const sizeOf = async (page: Page, alt: string) => {
    const picture = page.getByRole('img', { name: alt });
    await picture.waitFor();
    return picture.evaluate(async (element) => {
      const image = element as HTMLImageElement;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
  };

  test('a photo is seen before and after, and what was tried is forgotten with the next change', async () => {
    const page = await openForm('Photos');
    await addFile(page, 'ü 🙂.jpg', Buffer.from(await encodePhoto(testRaster(900, 600))));
    await tryIt(page);
    const before = await sizeOf(page, 'Before: ü 🙂.jpg');
    expect(before).toEqual([900, 600]);
    await sizeOf(page, 'After: ü 🙂.jpg');
    await page.getByText(/^All of it took .* in this browser\./).waitFor();
    await page.getByRole('radio', { name: 'WebP', exact: true }).check({ force: true });
    await page.getByRole('img', { name: /After/ }).waitFor({ state: 'detached' });
    await tryIt(page);
    await sizeOf(page, 'After: ü 🙂.webp');
  });

  test('a digest is that of the file', async () => {
    const page = await openForm('Checksums');
    const bytes = Buffer.from('a letter to somebody');
    await addFile(page, 'letter.txt', bytes);
    await tryIt(page);
    const digest = createHash('sha256').update(bytes).digest('hex');
    await expect.poll(() => page.locator('pre').textContent()).toContain(digest);
  });

  test('a large scene is shown as a small picture', async () => {
    const page = await openForm('Render a picture');
    await page.getByLabel('Width').fill('4000');
    await tryIt(page);
    expect(await sizeOf(page, 'render.png')).toEqual([240, 29]);
  });

  test('a file that is no photo is said to be none', async () => {
    const page = await openForm('Photos');
    await addFile(page, 'list.jpg', Buffer.from('this is a shopping list'));
    await tryIt(page);
    await expect.poll(() => page.getByLabel('failed.txt').textContent()).toMatch(/^list\.jpg\s+\S/);
  });

  test('of a product larger than the page’s memory a chunk is timed and nothing is shown', async () => {
    const page = await openForm('Multiply matrices');
    await page.getByRole('radio', { name: 'Nothing', exact: true }).check({ force: true });
    for (const side of ['Rows of A', 'Columns of B']) await page.getByLabel(side).fill('131072');
    await page.getByLabel('Columns of A, rows of B').fill('16');
    await tryIt(page);
    await page
      .getByText(/chunks? of .* took .* in this browser\. Nothing can be shown of so little\./)
      .waitFor();
    expect(await page.getByLabel('C.npy').count()).toBe(0);
  });

  test('a training is tried by one of its rounds, and is not called all of it', async () => {
    const page = await openForm('Train a model');
    await tryIt(page);
    await page.getByText(/^One round of 60 took .* in this browser\.$/).waitFor();
    await expect.poll(() => page.getByLabel('history.csv').textContent()).toMatch(/^round,loss/);
  });

  test('the coordinator was told nothing of it', async () => {
    expect((await askAsOwner(app(), 'GET', '/api/jobs')) as JobView[]).toEqual([]);
  });
});
