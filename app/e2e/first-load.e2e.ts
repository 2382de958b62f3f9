// What a phone downloads before its own screen is there: the scripts that /contribute cannot do without, compressed, from the build's manifest;
// and that a real browser fetches no other, so that the sum is the whole of it. Charts, dock and the list of limits come when they are shown.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './open-app.ts';
import { useApp } from './use-app.ts';

const MOST_BYTES = 150_000;
const root = new URL('../../', import.meta.url).pathname;
const client = join(root, 'build/app/client');
const WORKERS = '_app/immutable/workers';
const CHART = 'routes/contribute/chart/RateChart.svelte';
/** Come by themselves two seconds later. */
const LADDER = 'routes/contribute/ladder/Ladder.svelte';
const DOCK = 'routes/contribute/dock/DockEntry.svelte';
const LATER = [
  'routes/contribute/health/Health.svelte',
  'routes/contribute/benchmark/Benchmark.svelte',
  'routes/contribute/lifetime/Record.svelte',
  LADDER,
  DOCK,
  'routes/contribute/LeaveDialog.svelte',
  'routes/contribute/ladder/WarningDialog.svelte',
  'routes/contribute/ladder/InstallDialog.svelte',
  CHART,
  'routes/contribute/dock/Dock.svelte',
  'routes/contribute/limits/MoreLimits.svelte',
  'routes/contribute/benchmark/run-benchmark.ts',
];

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
}

const readManifest = () =>
  JSON.parse(readFileSync(join(root, '.svelte-kit/output/client/.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;

/** The files of these chunks and of all that they import at once. */
function filesOf(manifest: Record<string, Chunk>, keys: readonly string[]): Set<string> {
  const files = new Set<string>();
  const add = (key: string) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the build has no ${key}`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  for (const key of keys) add(key);
  return files;
}

/** Kit's entries, the layout, the page, and what these load as soon as they run: the supervisor and the worker of the shell's updates. */
function firstFiles(): Set<string> {
  const manifest = readManifest();
  const keys = Object.keys(manifest);
  const page = keys.find((key) => manifest[key]?.dynamicImports?.includes(CHART));
  const entries = keys.filter((key) =>
    /(client\/(client-)?entry|client\/payload|client-optimized\/app|nodes\/[01]|workbox-window.*)\.m?js$/.test(
      key,
    ),
  );
  const worker = readFileSync(join(client, manifest[nodeOf(keys, 0)]?.file ?? ''), 'utf8');
  const files = filesOf(manifest, [...entries, page ?? '']);
  const sources = [...files].map((file) => readFileSync(join(client, file), 'utf8')).concat(worker);
  for (const source of sources)
    for (const [, name] of source.matchAll(/(contribution\.worker-[\w-]+\.js)/g))
      if (name !== undefined) for (const file of filesOfWorker(name)) files.add(file);
  return files.add('load-whole.js').add('keep-install-offer.js');
}

/** A Worker's first file and those that it cannot do without. */
function filesOfWorker(name: string): string[] {
  const imported = importsOf(readFileSync(join(client, WORKERS, name), 'utf8'));
  return [name, ...imported.map((file) => file.slice(2))].map((file) => `${WORKERS}/${file}`);
}

const importsOf = (source: string) =>
  [...source.matchAll(/(?:from|import) ?["']([^"']+)["']/g)].map(([, file = '']) => file);

const nodeOf = (keys: readonly string[], number: number) =>
  keys.find((key) => key.endsWith(`client-optimized/nodes/${number}.js`)) ?? '';

const compressed = (file: string) => statSync(join(client, `${file}.gz`)).size;
const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + compressed(file), 0);
const kilobytes = (size: number) => `${(size / 1000).toFixed(1)} KB`;

test('no file imports the first file of a Worker, which WebKit would run a second time', () => {
  const folder = join(client, WORKERS, 'chunks');
  const chunks = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const imported = chunks.flatMap((file) => importsOf(readFileSync(join(folder, file), 'utf8')));
  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter((file) => file.includes('.worker'))).toEqual([]);
});

describe.skipIf(chromiumPath === undefined)('the first load of a device’s own screen', () => {
  const { app } = useApp();

  test('is at most 150 KB of compressed script, and nothing else is fetched before it is shown', async () => {
    const first = firstFiles();
    const later = filesOf(readManifest(), LATER).difference(first);
    const size = sum(first);
    console.info(
      `first load of /contribute: ${kilobytes(size)} of script in ${first.size} files; later, when shown: ${kilobytes(sum(later))}`,
    );
    expect([...first].filter((file) => file.includes('contribution.worker'))).toHaveLength(1);
    expect(later.size).toBeGreaterThanOrEqual(LATER.length);
    expect(size).toBeLessThanOrEqual(MOST_BYTES);

    const device = await app().device('Thrifty phone');
    const scripts: string[] = [];
    device.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) scripts.push(pathname.slice(1));
    });
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    const pageAgain = device.waitForResponse((response) => response.url().includes('contribution.worker'));
    await device.context().clearCookies();
    await device.reload();
    await pageAgain;
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    expect(scripts.length).toBeGreaterThan(10);
    const shown = filesOf(readManifest(), [CHART, LADDER, DOCK]);
    const foreign = scripts.filter(
      (file) => !first.has(file) && !shown.has(file) && file !== 'service-worker.js',
    );
    expect(foreign).toEqual([]);
  });
});
