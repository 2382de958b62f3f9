// The same small pictures through a real coordinator, by a command-line device alone and then by a page in Chromium alone: one that comes
// along and one from files. The bytes must be the same, and a scene that lacks its materials is refused by name.
import { createHash } from 'node:crypto';
import type { Locator } from 'playwright';
import { afterAll, expect, test } from 'vitest';
import { makeSource } from '../../shared/client/fake-uploads.ts';
import { type Submission, submitJob } from '../../shared/client/submit-job.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { unpackPieces } from '../../shared/contract/picture-pieces.ts';
import { ball, ballMaterials } from '../../shared/kernels/render/testing/scenes.ts';
import { joinByCommand } from './command-line-device.ts';
import { endOf, outputBytesOf } from './job-outputs.ts';
import { chromiumPath, type OpenedApp, openApp } from './open-app.ts';
import { ownerClient } from './owner-client.ts';

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const undo of cleanUp.reverse()) await undo();
});

const filesOf = (texts: Record<string, string>): Submission['input'] => ({
  kind: 'files',
  sources: Object.entries(texts).map(([name, text]) => makeSource(name, new TextEncoder().encode(text))),
});

const params = { width: 140, height: 90, samples: 20, format: 'both' };
const JOBS: [string, Submission['input']][] = [
  ['a room', { kind: 'none' }],
  ['a ball', filesOf({ 'ball.obj': ball(40), 'ball.mtl': ballMaterials })],
];

async function submit(app: OpenedApp, name: string, input: Submission['input']): Promise<JobView> {
  const { id } = await submitJob(await ownerClient(app), { kernel: 'render', params, input, name });
  return endOf(app, id);
}

/** Every picture, computed by whoever is there. */
async function renderAll(app: OpenedApp): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  for (const [name, input] of JOBS) {
    const job = await submit(app, name, input);
    expect(job).toMatchObject({ name, state: 'done', failed: 0, rejected: 0 });
    for (const [file, bytes] of await outputBytesOf(app, job.id))
      pictures.set(`${name}: ${file}`, createHash('sha256').update(bytes).digest('hex'));
  }
  return pictures;
}

/** Of what a canvas shows, the share that is not transparent. */
const drawnShare = (canvas: Locator) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    return data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).length / (width * height);
  });

test.skipIf(chromiumPath === undefined)(
  'a picture is seen to grow on the job’s page, piece by piece in its place',
  async () => {
    const app = await openApp();
    cleanUp.push(() => app.close());
    const device = await joinByCommand(app, 'command line', '--no-give-way');
    cleanUp.push(() => device.end());
    const { id } = await submitJob(await ownerClient(app), {
      kernel: 'render',
      params: { width: 640, height: 480, samples: 32 },
      input: { kind: 'none' },
      name: 'A room',
    });
    const page = await app.owner();
    await page.goto(`${app.url}/jobs/${id}`);
    await page.getByText(/^[1-9]\d? % of it can be seen/).waitFor({ timeout: 60_000 });
    const canvas = page.locator('[aria-label="The picture so far"] canvas');
    const early = await drawnShare(canvas);
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(1);
    await expect.poll(() => drawnShare(canvas), { timeout: 60_000 }).toBeGreaterThan(early);
    expect(app.complaints).toEqual([]);
  },
  180_000,
);

test.skipIf(chromiumPath === undefined)(
  'where browsers cannot draw the output, what grew stays in sight after the end, and is there again after a reload',
  async () => {
    const app = await openApp();
    cleanUp.push(() => app.close());
    const device = await joinByCommand(app, 'command line', '--no-give-way');
    cleanUp.push(() => device.end());
    const client = await ownerClient(app);
    const { id } = await submitJob(client, {
      kernel: 'render',
      params: { width: 200, height: 150, samples: 17, format: 'exr' },
      input: { kind: 'none' },
      name: 'A room',
    });
    const page = await app.owner();
    await page.goto(`${app.url}/jobs/${id}`);
    expect(await endOf(app, id)).toMatchObject({ state: 'done' });
    const grown = page.locator('[aria-label="The picture while it was computed"] canvas');
    for (const again of [false, true]) {
      if (again) await page.reload();
      await page.getByText('The finished picture is in render.exr, which browsers cannot draw.').waitFor();
      await page.getByText(/^100 % of it can be seen/).waitFor();
      expect(await drawnShare(grown)).toBe(1);
    }
    const { pictures, pieces } = await client.call('jobPictures', { path: { id } });
    expect(pictures).toEqual([]);
    expect(pieces && unpackPieces(pieces)).toHaveLength(12);
    expect(app.complaints).toEqual([]);
  },
  180_000,
);

test.skipIf(chromiumPath === undefined)(
  'a command-line device and a page in Chromium render the same bytes',
  async () => {
    const app = await openApp();
    cleanUp.push(() => app.close());
    const device = await joinByCommand(app, 'command line');
    cleanUp.push(() => device.end());
    const byCommand = await renderAll(app);
    await device.leave();

    await app.device('a page');
    const byPage = await renderAll(app);
    expect([...byCommand.keys()]).toEqual([
      'a room: render.png',
      'a room: render.exr',
      'a ball: render.png',
      'a ball: render.exr',
    ]);
    expect(byPage).toEqual(byCommand);

    const lacking = await submit(app, 'without materials', filesOf({ 'ball.obj': ball() }));
    expect(lacking.state).toBe('failed');
    expect(JSON.stringify(lacking)).toContain('ball.mtl');
    expect(app.complaints).toEqual([]);
  },
  600_000,
);
