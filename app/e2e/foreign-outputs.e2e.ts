// A file of somebody else, whatever its name says it is, under the headers that the coordinator really sends, in a real Chromium.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assemble } from '../../server/assemble.ts';
import { believeNobody } from '../../server/auth/client-of.ts';
import { noTls } from '../../server/tls/start-tls.ts';
import { prepareDataDirectory } from '../../server/data-directory.ts';
import type { BlobManifest } from '../../shared/contract/blob.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { chromiumPath } from './open-app.ts';

interface Coordinator {
  url: string;
  /** What an owner's requests carry. */
  headers: { authorization: string };
  /** Stores the files and names them the outputs of a job: the paths that lead to them. */
  keepAsOutputs(files: Record<string, string>): Promise<{ outputs: string[]; parts: string[] }>;
  stop(): Promise<void>;
}
const state: { coordinator?: Coordinator; browser?: Browser } = {};

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.coordinator = await openCoordinator();
  state.browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await state.browser?.close();
  await state.coordinator?.stop();
});

/** Inside this process, because a real job has no output with such names. */
async function openCoordinator(): Promise<Coordinator> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-outputs-'));
  await prepareDataDirectory(dataDir);
  const kernelsDir = new URL('../../build/kernels', import.meta.url).pathname;
  const assembled = await assemble(
    { port: 0, host: '127.0.0.1', dataDir, kernelsDir, appDir: null, version: 'test', log: () => undefined },
    { addresses: () => [], tls: () => noTls, clientOf: believeNobody(), names: () => [] },
    true,
  );
  const http = createServer((request, response) =>
    assembled.handler(request, response, () => response.end()),
  );
  await assembled.start({ holder: 'test', force: false });
  assembled.attach(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const token = (await readFile(join(dataDir, 'owner-token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}` };

  async function keep(text: string): Promise<BlobManifest> {
    const body = Buffer.from(text);
    const sha = createHash('sha256').update(body).digest('hex') as Sha256;
    await fetch(`${url}/api/parts/${sha}`, { method: 'PUT', body, headers });
    return { size: body.length, parts: [{ sha, size: body.length }] };
  }

  return {
    url,
    headers,
    async keepAsOutputs(files) {
      const outputs = await Promise.all(
        Object.entries(files).map(async ([name, text]) => {
          const blob = await keep(text);
          return { name, size: blob.size, blob };
        }),
      );
      const made = await fetch(`${url}/api/jobs`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ kernel: 'probe', input: { kind: 'range', count: 1 } }),
      });
      const { job } = (await made.json()) as { job: { id: string } };
      for (const each of assembled.coordinator.scheduler.state.jobs.values()) each.row.outputs = outputs;
      return {
        outputs: outputs.map((_, i) => `/api/jobs/${job.id}/outputs/${i}`),
        parts: outputs.map(({ blob }) => `/api/parts/${blob.parts[0]?.sha ?? ''}`),
      };
    },
    async stop() {
      http.closeAllConnections();
      http.close();
      await assembled.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function expectSavedOnly(context: BrowserContext, { url, headers }: Coordinator, path: string) {
  const answer = await fetch(url + path, { headers });
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\x20-\x7e]*"/);
  expect(answer.headers.get('set-cookie')).toBeNull();
  const page = await context.newPage();
  const download = page.waitForEvent('download');
  await page.goto(url + path).catch(() => undefined);
  await (await download).cancel();
  expect([path, page.url(), await page.title()]).toEqual([path, 'about:blank', '']);
  await page.close();
}

describe.skipIf(chromiumPath === undefined)('a file of somebody else', () => {
  test('is saved and never shown or run, whatever its name says it is', async () => {
    const { coordinator, browser } = state as Required<typeof state>;
    const script = '<script>document.title = "it ran"; fetch("/api/session")</script>';
    const { outputs, parts } = await coordinator.keepAsOutputs({
      'x.html': `<!doctype html><title>shown</title>${script}`,
      'x.svg': `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`,
      'x.js': 'document.title = "it ran"',
      'a\r\nset-cookie: x=1; "\u202elmth.x': 'x',
    });
    const context = await browser.newContext({ extraHTTPHeaders: coordinator.headers });
    const asked: string[] = [];
    context.on('request', (request) => asked.push(new URL(request.url()).pathname));
    for (const path of [...outputs, ...parts.slice(0, 2)]) await expectSavedOnly(context, coordinator, path);
    expect(asked.filter((path) => path === '/api/session')).toEqual([]);
    // as a script or a frame of a page of ours they are nothing either
    const page = await context.newPage();
    await page.goto(`${coordinator.url}/api/health`);
    expect(await page.evaluate(() => globalThis.origin)).toBe('null');
    await context.close();
  });
});
