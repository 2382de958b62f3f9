// The whole promise in one test: two browsers and a command-line device compress a 200 MB folder; one browser is closed half-way, the coordinator is
// killed with `kill -9` and started again with the same command; every byte is right, every chunk counted once, and nobody touched a device.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, expect, test } from 'vitest';
import type { DeviceView } from '../../shared/contract/device.ts';
import type { JobShare, JobView } from '../../shared/contract/job.ts';
import { chromiumPath, desktop, hidePressure, phone } from './open-app.ts';

const MEGABYTE = 1_000_000;
const root = new URL('../../', import.meta.url).pathname;
const cleanUp: (() => unknown)[] = [];

afterAll(async () => {
  for (const undo of cleanUp.reverse()) await undo();
});

function covey(args: string[], dir: string): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'desktop/cli/main.ts'), ...args], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, INIT_CWD: dir },
  });
  cleanUp.push(() => child.kill('SIGKILL'));
  return child;
}

/** The first complete line of standard output that is JSON. */
function firstJson<T>(child: ChildProcess): Promise<T> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      const line = text.split('\n').find((each, i, all) => i < all.length - 1 && each.startsWith('{'));
      if (line !== undefined) resolve(JSON.parse(line) as T);
    });
    child.once('exit', (code) => reject(new Error(`covey ended with ${code}: ${text}`)));
  });
}

async function everything(child: ChildProcess): Promise<{ code: number; lines: string[] }> {
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  return { code, lines: text.trim().split('\n') };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** 200 MB that compress a little: a few large files, many small ones, some with difficult names. */
async function makeFolder(dir: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const text = (size: number, seed: number) => {
    const bytes = Buffer.alloc(size);
    for (let i = 0, x = seed | 1; i < size; i++) {
      x = (Math.imul(x, 1_103_515_245) + 12_345) | 0;
      bytes[i] = 97 + ((x >>> 16) % 23);
    }
    return bytes;
  };
  files.set('one big file.txt', text(80 * MEGABYTE, 1));
  for (let i = 0; i < 10; i++) files.set(`films/film ${i}.txt`, text(11 * MEGABYTE, 100 + i));
  for (let i = 0; i < 100; i++) files.set(`notes/${i % 7}/note-${i}.txt`, text(MEGABYTE / 10, 1000 + i));
  files.set('ü 🙂.tar', text(50_000, 7));
  files.set('empty', Buffer.alloc(0));
  for (const [name, bytes] of files) {
    await mkdir(join(dir, name, '..'), { recursive: true });
    await writeFile(join(dir, name), bytes);
  }
  return files;
}

async function joinByPage(
  browser: Browser,
  options: BrowserContextOptions,
  url: string,
  name: string,
  code?: string,
): Promise<Page> {
  const context = await hidePressure(await browser.newContext({ locale: 'en-GB', ...options }));
  const page = await context.newPage();
  await page.goto(url);
  if (code !== undefined) await page.getByLabel('Join code').fill(code);
  await page.getByLabel('Name of this device').fill(name);
  await page.getByRole('button', { name: 'Join and help' }).click();
  await page.waitForURL('**/contribute');
  return page;
}

test.skipIf(chromiumPath === undefined)(
  'two browsers and a command-line device compress 200 MB through a closed tab and a killed coordinator',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'covey-whole-'));
    cleanUp.push(() => rm(dir, { recursive: true, force: true }));
    const files = await makeFolder(join(dir, 'in'));
    const port = await freePort();
    const serve = [
      'serve',
      '--port',
      String(port),
      '--host',
      '127.0.0.1',
      '--data',
      join(dir, 'data'),
      '--no-open',
      '--no-contribute',
      '--json',
    ];
    let coordinator = covey(serve, dir);
    const ready = await firstJson<{ url: string; joinUrl: string; code: string; ownerTokenFile: string }>(
      coordinator,
    );
    const headers = { authorization: `Bearer ${(await readFile(ready.ownerTokenFile, 'utf8')).trim()}` };
    const ask = async <T>(path: string) => (await (await fetch(ready.url + path, { headers })).json()) as T;

    const browser = await chromium.launch({
      ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
      args: ['--no-sandbox'],
    });
    cleanUp.push(() => browser.close());
    covey(
      [
        'join',
        ready.url,
        '--code',
        ready.code,
        '--name',
        'command line',
        '--threads',
        '1',
        '--data',
        join(dir, 'device'),
      ],
      dir,
    );
    const byLink = await joinByPage(
      browser,
      phone,
      ready.joinUrl.replace(/^http:\/\/[^/]+/, ready.url),
      'by link',
    );
    const byCode = await joinByPage(browser, desktop, `${ready.url}/join`, 'by code', ready.code);
    const connected = async () =>
      (await ask<DeviceView[]>('/api/devices'))
        .filter((device) => device.connected)
        .map((device) => device.name)
        .sort();
    await expect.poll(connected, { timeout: 30_000 }).toEqual(['by code', 'by link', 'command line']);

    const run = everything(
      covey(['run', 'compress', 'in', '--out', join(dir, 'out'), '--data', join(dir, 'data'), '--json'], dir),
    );
    const job = async () => (await ask<JobView[]>('/api/jobs'))[0];
    const accepted = async () => ((await job())?.accepted ?? 0) / ((await job())?.chunks ?? 1);
    await expect.poll(accepted, { timeout: 120_000, interval: 100 }).toBeGreaterThan(0.4);
    await byLink.context().close();
    const before = (await job())?.accepted ?? 0;
    coordinator.kill('SIGKILL');
    await once(coordinator, 'exit');
    coordinator = covey(serve, dir);
    await firstJson(coordinator);
    expect((await job())?.accepted).toBeGreaterThanOrEqual(before);

    const { code, lines } = await run;
    const summary = JSON.parse(lines.at(-1) ?? '{}') as {
      jobId: string;
      state: string;
      chunks: number;
      failed: number;
    };
    expect([code, summary.state, summary.failed]).toEqual([0, 'done', 0]);
    const ended = await ask<JobView>(`/api/jobs/${summary.jobId}`);
    const shares = await ask<JobShare[]>(`/api/jobs/${summary.jobId}/shares`);
    expect(ended.accepted).toBe(ended.chunks);
    expect(shares.reduce((sum, share) => sum + share.chunks, 0)).toBe(ended.chunks);
    expect(shares.length).toBe(3);
    expect(await connected()).toEqual(['by code', 'command line']);
    expect(await byCode.getByRole('alert').count()).toBe(0);

    const unpacked = new Map<string, Buffer>();
    for (const entry of await readdir(join(dir, 'out'), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const path = join(entry.parentPath, entry.name);
        unpacked.set(relative(join(dir, 'out'), path).replace(/\.gz$/, ''), gunzipSync(await readFile(path)));
      }
    expect([...unpacked.keys()].sort()).toEqual([...files.keys()].map((name) => `in/${name}`).sort());
    for (const [name, bytes] of files)
      expect([name, unpacked.get(`in/${name}`)?.equals(bytes)]).toEqual([name, true]);
  },
  400_000,
);
