// matmul on WebGPU, where job code runs: a compute thread in the sandbox, under the coordinator's policy, with Chromium's
// software adapter. Right at ragged sizes in every tile shape, and within the same block right by other means when the GPU
// is lost, returns zeros or is none.
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GpuReport } from '../../shared/kernels/matmul/testing/gpu-thread.ts';
import { frameDocument } from '../../shared/platform/browser/sandbox/frame-document.ts';
import { chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';

const thread = new URL('../../shared/kernels/matmul/testing/gpu-thread.ts', import.meta.url).pathname;
const apps: OpenedApp[] = [];

afterAll(async () => {
  for (const app of apps) await app.close();
});

async function buildThread(): Promise<string> {
  const bundle = await rolldown({ input: thread, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'iife', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

/** What the thread reports, from a Chromium started with these arguments. */
async function reportFrom(args: string[]): Promise<GpuReport & { failed?: string }> {
  const app = await openApp({ args });
  apps.push(app);
  const page = await (await app.context(desktop)).newPage();
  await page.goto(app.url);
  return page.evaluate(
    ({ srcdoc, source }) =>
      new Promise((resolve, reject) => {
        const frame = window.document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = srcdoc;
        addEventListener('message', (event) => {
          if (event.source !== frame.contentWindow) return;
          if (event.data.type === 'died') reject(new Error(event.data.message));
          if (event.data.type !== 'ready') return;
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => resolve(data);
          frame.contentWindow?.postMessage({ type: 'open', id: 1, source }, '*', [port2]);
        });
        window.document.body.append(frame);
      }),
    { srcdoc: frameDocument, source: await buildThread() },
  );
}

describe.skipIf(chromiumPath === undefined)('matmul on WebGPU', () => {
  let found: GpuReport & { failed?: string };
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    found = await reportFrom(['--enable-unsafe-webgpu']);
  });

  test('a compute thread has a GPU, in software here', () => {
    expect(found.failed).toBeUndefined();
    expect(found.adapter).toContain('google swiftshader');
    expect(found.isFallback).toBe(true);
  });

  test('every tile shape is right at ragged sizes', () => {
    expect(found.shapes).toHaveLength(20);
    expect(found.shapes.filter(({ off }) => !(off < 1e-5))).toEqual([]);
  });

  test('asked to, it multiplies on it and rests in between', () => {
    expect(found.software.by).toBe('webgpu');
    expect(found.software.off).toBeLessThan(1e-5);
    expect(found.progress).toBeGreaterThan(1);
  });

  test('not asked to, it takes a software GPU for none', () => {
    expect(found.refusedSoftware.by).toMatch(/^wasm/);
    expect(found.refusedSoftware.off).toBeLessThan(1e-5);
  });

  test('a GPU that is lost, idle or at work, costs no block, and is opened anew', () => {
    expect(found.lost.map(({ by }) => by.replace(/-.*/, ''))).toEqual(['webgpu', 'wasm', 'wasm', 'webgpu']);
    for (const { off } of found.lost) expect(off).toBeLessThan(1e-5);
  });

  test('a GPU that returns zeros is found out within the block, and given up after the third time', () => {
    expect(found.zeroing.map(({ by }) => by.replace(/-.*/, ''))).toEqual([
      'webgpu',
      'wasm',
      'webgpu',
      'wasm',
      'webgpu',
      'wasm',
      'wasm',
    ]);
    for (const { off } of found.zeroing) expect(off).toBeLessThan(1e-5);
    expect(found.submitsAfterGivingUp).toBe(0);
  });

  test('numbers that are not finite are kept from it', () => {
    expect(found.unfinished.by).toMatch(/^wasm/);
  });
});
