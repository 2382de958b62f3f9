// A folder of photos through `covey run image`, once computed by a command-line device and once by a browser's page: the same files to
// the byte, a bad photo named and no other harmed, and ImageMagick opens what came out.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { chromium } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import {
  encodePhoto,
  testExif,
  testGif,
  testRaster,
  withExtras,
} from '../../shared/kernels/image/testing/test-photos.ts';
import { makeStage, type Report } from './stage.ts';

const chromiumPath = process.env['COVEY_CHROMIUM'];

async function makePhotos(folder: string): Promise<void> {
  const photo = (width: number, height: number) => encodePhoto(testRaster(width, height, { seed: width }));
  const files: Record<string, Uint8Array> = {
    'ü 🙂.JPG': await photo(1600, 1200),
    'sub/held upright.jpg': withExtras(await photo(900, 600), { exif: testExif(6) }),
    'sub/same.jpg': await photo(640, 480),
    'sub/same.png': await encodePhoto(testRaster(300, 500, { alpha: true }), 'png'),
    'web.webp': await encodePhoto(testRaster(700, 700), 'webp'),
    'cat.gif': testGif(90, 60),
    'cut short.jpg': (await photo(800, 600)).subarray(0, 9000),
    'notes.txt': new TextEncoder().encode('not a photo'),
  };
  for (let i = 0; i < 12; i++) files[`many/${i}.jpg`] = await photo(400 + 10 * i, 300);
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

/** Every file below the folder with the digest of its bytes. */
async function digests(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[relative(folder, path)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return found;
}

test.skipIf(chromiumPath === undefined)(
  'a command-line device and a page in Chromium make the same files, AVIF too',
  async () => {
    const { standing, covey, serve, joinAs } = await makeStage();
    await makePhotos(join(standing, 'in'));
    const { url, joinUrl, client } = await serve('--no-contribute');
    const run = async (out: string, ...params: string[]) => {
      const asked = params.flatMap((param) => ['--param', param]);
      const { code, json, err } = await covey('run', 'image', 'in', ...asked, '--out', out, '--json');
      expect({ code, err }).toMatchObject({ code: 0 });
      return json as unknown as Report;
    };
    const webp = ['format=webp', 'width=500', 'height=500', 'sharpen=20', 'watermark=© Größe'];
    const avif = ['format=avif', 'width=200', 'height=200'];

    const node = await joinAs('node', joinUrl);
    const byNode = [await run('node-webp', ...webp), await run('node-avif', ...avif)];
    node.program.kill('SIGTERM');
    await node.program.ended;

    const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
    onTestFinished(() => browser.close());
    const context = await browser.newContext({ locale: 'en-GB' });
    await context.addInitScript(() => void Reflect.deleteProperty(globalThis, 'PressureObserver'));
    const page = await context.newPage();
    await page.goto(joinUrl.replace(/^http:\/\/[^/]+/, url));
    await page.getByLabel('Name of this device').fill('page');
    await page.getByRole('button', { name: 'Join and help' }).click();
    await page.waitForURL('**/contribute');
    const webpByPage = run('page-webp', ...webp);
    // Looked at while it runs: chunks take some tenths of a second each, so that some are finished and others not.
    await expect
      .poll(
        async () => {
          const running = (await client.call('jobs')).find(({ state }) => state === 'running');
          if (!running) return null;
          const [first] = (await client.call('jobPictures', { path: { id: running.id } })).pictures;
          return first ? { id: running.id, ...first } : null;
        },
        { timeout: 90_000, interval: 50 },
      )
      .toMatchObject({ size: expect.any(Number) as number });
    const byPage = [await webpByPage, await run('page-avif', ...avif)];

    for (const report of byNode) expect(report.devices.map(({ name }) => name)).toEqual(['node']);
    for (const report of byPage) expect(report.devices.map(({ name }) => name)).toEqual(['page']);
    for (const format of ['webp', 'avif']) {
      const one = await digests(join(standing, `node-${format}`));
      expect(await digests(join(standing, `page-${format}`))).toEqual(one);
      expect(Object.keys(one).filter((name) => name.endsWith(`.${format}`))).toHaveLength(18);
      expect(Object.keys(one).map((name) => name.replace(/^in\//, ''))).toEqual(
        expect.arrayContaining([
          `ü 🙂.${format}`,
          `sub/same.${format}`,
          `sub/same (2).${format}`,
          'failed.txt',
        ]),
      );
    }
    const failed = await readFile(join(standing, 'page-webp', 'failed.txt'), 'utf8');
    expect(failed).toMatch(/cut short\.jpg\tthe JPEG is damaged or cut short\n/);
    expect(failed).toMatch(/notes\.txt\tit is not a picture/);
    const upright = join(standing, 'page-webp', 'in', 'sub', 'held upright.webp');
    const seen = spawnSync('identify', ['-format', '%m %w×%h %[orientation]', upright], { encoding: 'utf8' });
    if (seen.error) console.log('ImageMagick is not installed; what came out was not opened with it');
    expect(seen.error ? 'absent' : seen.stdout).toMatch(/^absent$|^WEBP 333×500 Undefined$/);
  },
);
