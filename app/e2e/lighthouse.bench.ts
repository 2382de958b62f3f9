// `npm run bench -- lighthouse`: what Lighthouse says of a device's own screen, as a phone on a slow network, median of five first loads of the built app before a
// real coordinator. Lighthouse brings 114 packages, so it is no dependency: its exact version is fetched into a folder of its own when it is asked for.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { type BenchRow, benchRow } from '../../shared/testing/bench-row.ts';
import { chromiumPath, openApp } from './open-app.ts';

export const name = 'lighthouse';

const VERSION = '13.5.0';
const RUNS = 5;
const folder = new URL(`../../node_modules/.cache/lighthouse-${VERSION}/`, import.meta.url).pathname;
/** The least score out of 100; speed is told, because it is also the machine's. */
const LEAST: Record<string, number> = { accessibility: 100, 'best-practices': 95, performance: 0 };

interface Result {
  lhr: {
    categories: Record<string, { score: number | null }>;
    audits: Record<
      string,
      { score: number | null; title: string; scoreDisplayMode: string; numericValue?: number }
    >;
  };
}
type Lighthouse = (url: string, flags: object) => Promise<Result | undefined>;

export async function run(): Promise<BenchRow[]> {
  const lighthouse = await fetchLighthouse();
  const app = await openApp();
  const profile = await mkdtemp(join(tmpdir(), 'covey-lighthouse-'));
  const port = await findFreePort();
  const context = await chromium.launchPersistentContext(profile, {
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ['--no-sandbox', `--remote-debugging-port=${port}`],
  });
  try {
    const { token } = await app.coordinator.createInvite({ uses: 1, minutes: 15 });
    const page = await context.newPage();
    await page.goto(`${app.url}/j#${token}`);
    await page.getByRole('button', { name: 'Join and help' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    // only one tab works at a time, and it is to be the measured one
    await page.goto('about:blank');
    const results: Result['lhr'][] = [];
    for (let round = 0; round < RUNS; round += 1) {
      // what a device is lies in IndexedDB, which Lighthouse leaves alone; files and service worker are fetched anew
      const result = await lighthouse(`${app.url}/contribute`, {
        port,
        logLevel: 'error',
        onlyCategories: Object.keys(LEAST),
      });
      if (result) results.push(result.lhr);
    }
    return toRows(results);
  } finally {
    await context.close();
    await app.close();
    await rm(profile, { recursive: true, force: true });
  }
}

function toRows(results: Result['lhr'][]): BenchRow[] {
  const rows = Object.keys(LEAST).map((category) =>
    benchRow(
      `lighthouse ${category}`,
      'of 100',
      results.map(({ categories }) => (categories[category]?.score ?? 0) * 100),
    ),
  );
  for (const [id, unit] of [
    ['first-contentful-paint', 'ms'],
    ['largest-contentful-paint', 'ms'],
    ['total-blocking-time', 'ms'],
    ['cumulative-layout-shift', ''],
  ] as const)
    rows.push(
      benchRow(
        `lighthouse ${id}`,
        unit,
        results.map(({ audits }) => audits[id]?.numericValue ?? NaN),
      ),
    );
  const low = Object.entries(LEAST).filter(
    ([category, least]) => (rows.find((row) => row.name.endsWith(` ${category}`))?.value ?? 0) < least,
  );
  const failing = Object.values(results[0]?.audits ?? {}).filter(
    ({ score, scoreDisplayMode }) => score === 0 && scoreDisplayMode === 'binary',
  );
  for (const { title } of failing) process.stderr.write(`lighthouse: ${title}\n`);
  if (low.length > 0)
    throw new Error(`too low: ${low.map(([category, least]) => `${category} below ${least}`).join(', ')}`);
  return rows;
}

async function fetchLighthouse(): Promise<Lighthouse> {
  const entry = join(folder, 'node_modules/lighthouse/core/index.js');
  if (!existsSync(entry)) {
    await mkdir(folder, { recursive: true });
    process.stderr.write(`lighthouse: fetching ${VERSION} into ${folder}…\n`);
    try {
      execFileSync(
        'npm',
        [
          'install',
          '--prefix',
          folder,
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          `lighthouse@${VERSION}`,
        ],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
    } catch (error) {
      throw new Error(`lighthouse ${VERSION} could not be fetched; it needs npm and the network, once`, {
        cause: error,
      });
    }
  }
  return ((await import(pathToFileURL(entry).href)) as { default: Lighthouse }).default;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
