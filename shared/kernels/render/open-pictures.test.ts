// Rendered pictures in the hands of ImageMagick. Where it is missing, or does not know the format, a test is skipped and says so.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, type TestContext } from 'vitest';
import { MemoryBlobs, planJob, reduceAll, runAll } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { render } from './describe.ts';
import { run as runRender } from './run.ts';
import { readExr } from './testing/scenes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'covey-render-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const call = (tool: string, ...args: string[]) => spawnSync(tool, args, { encoding: 'utf8' });

function need(context: TestContext, tool: string): void {
  context.skip(call(tool, '-version').error !== undefined, `${tool} is not installed`);
}

function place(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const renderBoth = async () => {
  const params = parseParams(render, { width: 96, height: 70, samples: 4, format: 'both', tone: 'plain' });
  const job = await planJob(render, params, { kind: 'none' }, new MemoryBlobs());
  return reduceAll(job, await runAll(job, runRender));
};

test('a rendered picture is opened by ImageMagick, of its size and as bright as its light says', async (context) => {
  need(context, 'identify');
  const [png, exr] = await renderBoth();
  const path = place('render.png', png!.bytes);
  const size = call('identify', '-format', '%m %w×%h %[colorspace] %[bit-depth]', path);
  expect(size).toMatchObject({ status: 0, stderr: '', stdout: 'PNG 96×70 sRGB 8' });
  const { values } = readExr(exr!.bytes);
  const toSrgb = (light: number) =>
    Math.min(1, light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
  const mean = values.reduce((sum, light) => sum + toSrgb(light), 0) / values.length;
  expect(Number(call('convert', path, '-format', '%[fx:mean]', 'info:').stdout)).toBeCloseTo(mean, 2);
});

test('a rendered picture as EXR is opened by ImageMagick', async (context) => {
  need(context, 'identify');
  context.skip(
    !/^ *EXR/im.test(call('convert', '-list', 'format').stdout),
    'this ImageMagick does not read EXR',
  );
  const [, exr] = await renderBoth();
  const light = place('render.exr', exr!.bytes);
  expect(call('identify', '-format', '%w×%h', light)).toMatchObject({ status: 0, stdout: '96×70' });
});
