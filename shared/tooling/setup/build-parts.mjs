// Builds what is not run from source: the kernels' scripts for compute threads, the PWA, and what is bundled for elsewhere. Each part has
// a stamp of its sources beside its output and is built again only when that no longer fits.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at, nodePath, say } from './places.mjs';
import { runStep } from './run-step.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { stampSources } from './source-stamp.mjs';

const kernelsDirectory = at('build', 'kernels');
const kernelSources = ['shared/kernels', 'shared/contract', 'shared/runtime', 'package-lock.json'];
const appSources = [
  'app',
  'shared',
  'svelte.config.js',
  'vite.config.ts',
  'package-lock.json',
  'shared/tooling/vite-pwa.ts',
  'shared/tooling/frame-script-hashes.mjs',
];

export async function buildKernels() {
  const script = 'shared/kernels/build-scripts.ts';
  if (!existsSync(at(script))) return;
  await buildWhenStale(join(kernelsDirectory, '.stamp'), kernelSources, async () => {
    say('building the kernels’ scripts…');
    const call = `const { buildKernelScripts } = await import('./${script}'); await buildKernelScripts(process.argv[1]);`;
    await runStep(nodePath, ['--input-type=module', '--eval', call, kernelsDirectory], {
      env: production(),
      quiet: true,
    });
  });
}

export async function buildApp() {
  await buildWhenStale(at('build', 'app', '.stamp'), appSources, async (stamp) => {
    say('building the app (vite build)…');
    const env = { ...production(), COVEY_BUILD: stamp.slice(0, 12) };
    await runStep(nodePath, ['node_modules/vite/bin/vite.js', 'build'], { env, quiet: true });
  });
}

/** The headless device as one file, which a coordinator serves; after the kernels, which it takes along. */
export async function buildDevice() {
  const sources = [...kernelSources, 'shared', 'desktop/cli', 'desktop/host', 'package.json'];
  const file = at('build', 'device', 'device.cjs');
  await buildWhenStale(at('build', 'device', '.stamp'), sources, async () => {
    say('bundling the device for servers and notebooks…');
    await runStep(nodePath, ['desktop/cli/headless/build-headless.ts', file], {
      env: production(),
      quiet: true,
    });
  });
}

/** After pages, kernels and the headless device, which it takes along. */
export async function buildDesktop() {
  const sources = [...appSources, ...kernelSources, 'server', 'desktop'];
  const out = at('build', 'desktop');
  await buildWhenStale(join(out, '.stamp'), sources, async () => {
    say('bundling the tray app…');
    await runStep(nodePath, ['desktop/electron/build-desktop.ts', out], { env: production(), quiet: true });
  });
}

/** @param {string} stampFile @param {string[]} sources @param {(stamp: string) => Promise<void>} build */
async function buildWhenStale(stampFile, sources, build) {
  const isFresh = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampSources(sources);
  if (isFresh()) return;
  await withSetupLock(async () => {
    if (isFresh()) return;
    // Taken before the build: a file saved while it runs makes the next run build again.
    const stamp = stampSources(sources);
    await build(stamp);
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
  });
}

function production() {
  return { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1' };
}
