// The start of every npm script: does what set-up is missing, then runs the target under the project's own
// Node 26. Plain JavaScript for Node 20 and without imports from node_modules, because on a fresh clone
// nothing else is there. Says what it does on stderr only, so that a target's stdout can be piped.
import { installPackages } from './setup/install-packages.mjs';
import { buildKernels, buildApp, buildDesktop, buildDevice } from './setup/build-parts.mjs';
import { becomeTarget } from './setup/become-target.mjs';

/** @typedef {'kernels' | 'app' | 'device' | 'desktop'} Part */

/** @type {Record<string, { script: string, before?: string[], parts: Part[] }>} */
const targets = {
  start: { script: 'desktop/cli/main.ts', before: ['start'], parts: ['kernels', 'app', 'device'] },
  demo: { script: 'desktop/cli/main.ts', before: ['demo'], parts: ['kernels', 'app'] },
  covey: { script: 'desktop/cli/main.ts', parts: [] },
  dev: { script: 'node_modules/vite/bin/vite.js', before: ['dev'], parts: ['kernels'] },
  build: { script: '', parts: ['kernels', 'app', 'device'] },
  'desktop:build': { script: '', parts: ['kernels', 'app', 'device', 'desktop'] },
  'desktop:package': {
    script: 'desktop/electron/package/package-desktop.ts',
    parts: ['kernels', 'app', 'device', 'desktop'],
  },
  desktop: { script: 'desktop/electron/run-desktop.ts', parts: ['kernels', 'app', 'device', 'desktop'] },
  soak: { script: 'server/e2e/soak.ts', parts: ['kernels', 'app'] },
  bench: { script: 'shared/tooling/bench.ts', parts: ['kernels'] },
  screens: { script: 'shared/tooling/screens.ts', parts: ['kernels', 'app'] },
  check: { script: 'shared/tooling/check.ts', parts: [] },
  // Builds for itself, so that a build that fails is counted.
  test: { script: 'shared/tooling/test.ts', parts: [] },
};

/** What `covey <command>` needs; a command that only talks to a coordinator needs nothing. @type {Record<string, Part[]>} */
const coveyParts = {
  start: ['kernels', 'app', 'device'],
  serve: ['kernels', 'app', 'device'],
  demo: ['kernels', 'app'],
  run: ['kernels', 'app'],
  map: ['kernels', 'app'],
  bench: ['kernels', 'app'],
  join: ['kernels'],
};

const [name = '', ...args] = process.argv.slice(2);
const target = targets[name];
if (!target) {
  process.stderr.write(`covey: no target "${name}"; there are ${Object.keys(targets).join(', ')}\n`);
  process.exit(2);
}

try {
  await installPackages();
  const parts = neededParts();
  if (parts.includes('kernels')) await buildKernels();
  if (parts.includes('app')) await buildApp();
  if (parts.includes('device')) await buildDevice();
  if (parts.includes('desktop')) await buildDesktop();
} catch (error) {
  process.stderr.write(`covey: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
if (target.script) becomeTarget(target.script, [...(target.before ?? []), ...args]);

function neededParts() {
  if (args.includes('--help') || args.includes('-h')) return [];
  if (name === 'covey') return coveyParts[args[0] ?? ''] ?? [];
  return target?.parts ?? [];
}
