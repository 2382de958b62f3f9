// A compute thread of a real Chromium at work on a kernel: what measure-share.ts measures. It is found among the browser's threads by the name that Chromium gives to dedicated
// workers: the page has no other.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright';
import { type Plugin, rolldown } from 'rolldown';
import type { DutyPage } from './duty-page.ts';
import type { DutyWork } from './duty-work.ts';
import type { MeasuredThread } from './open-node-thread.ts';
import { type Task, tasksBelow } from './task-time.ts';

const THREAD_NAME = 'DedicatedWorker';
const FOUND_WITHIN_MS = 10_000;

/** Vite's way to import a file as text. */
const rawText: Plugin = {
  name: 'raw-text',
  resolveId: (id, importer) =>
    id.endsWith('?raw') && importer !== undefined
      ? fileURLToPath(new URL(id.slice(0, -'?raw'.length), `file://${importer}`)) + '?raw'
      : null,
  load: async (id) =>
    id.endsWith('?raw')
      ? `export default ${JSON.stringify(await readFile(id.slice(0, -'?raw'.length), 'utf8'))};`
      : null,
};

async function bundlePage(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('./duty-page.ts', import.meta.url)),
    platform: 'browser',
    plugins: [rawText],
  });
  try {
    const { output } = await build.generate({ format: 'iife' });
    return output[0].code;
  } finally {
    await build.close();
  }
}

async function servePage(): Promise<Server> {
  const script = await bundlePage();
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : '<!doctype html><body><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function findThread(pid: number): Promise<Task> {
  for (const end = performance.now() + FOUND_WITHIN_MS; performance.now() < end;) {
    const [found, ...more] = tasksBelow(pid).filter(({ name }) => name === THREAD_NAME);
    if (found && more.length === 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Chromium has not exactly one thread called ${THREAD_NAME}`);
}

export async function openChromiumThread(work: DutyWork, executablePath: string): Promise<MeasuredThread> {
  const server = await servePage();
  const running = await chromium.launchServer({ executablePath, args: ['--no-sandbox'] });
  const browser = await chromium.connect(running.wsEndpoint());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  type Scope = { coveyDuty: DutyPage };
  await page.evaluate((given) => (globalThis as unknown as Scope).coveyDuty.open(given), work);
  const pid = running.process().pid ?? 0;
  const thread = await findThread(pid);
  const failed = new Promise<never>((_, reject) => {
    page
      .evaluate(() => (globalThis as unknown as Scope).coveyDuty.failure())
      .then((why) => reject(new Error(why)), reject);
  });
  failed.catch(() => undefined); // also rejects when the page is closed, and then nobody asks
  return {
    main: () => [thread],
    tasks: () => [thread],
    supervisor: () => tasksBelow(pid),
    failed,
    setDuty: (duty, restFirstMs = 0) =>
      void page
        .evaluate(([to, shift]) => (globalThis as unknown as Scope).coveyDuty.setDuty(to, shift), [
          duty,
          restFirstMs,
        ] as const)
        .catch(() => undefined), // it is being closed
    async close() {
      await browser.close();
      await running.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
