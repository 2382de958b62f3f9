// How the tests run: small ones side by side, whole-program ones (*.e2e.ts) two at a time, those that measure or kill one after the other.
// Separate from vite.config.ts, because tests need neither SvelteKit nor the coordinator in the listener.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const parts = ['shared', 'server', 'desktop'];
/** Whole-program tests that need the machine for themselves: they measure, or race with deadlines on purpose. */
const alone = [
  'desktop/e2e/tray/pulled-plug.e2e.ts',
  'desktop/e2e/tray/tray.e2e.ts',
  'app/e2e/interaction.e2e.ts',
  'app/e2e/offline.e2e.ts',
  'app/e2e/whole-swarm.e2e.ts',
  'server/e2e/doors/slow-and-flooding.e2e.ts',
  'server/e2e/fuzz/fuzz.e2e.ts',
  'server/e2e/kill/kill.e2e.ts',
  'server/e2e/takeover.e2e.ts',
  'server/store/e2e/crash.e2e.ts',
  'shared/platform/browser/duty.e2e.ts',
  'shared/platform/node/duty.e2e.ts',
];
/** Left to itself it keeps a core free. */
const sideBySide = { maxWorkers: '100%' };
const patience = { testTimeout: 180_000, hookTimeout: 120_000, expect: { poll: { timeout: 15_000 } } };
/** Importing the real one would start to download it. */
const resolve = { alias: { electron: `${import.meta.dirname}/desktop/electron/broken-electron.ts` } };
const elsewhere = ['**/node_modules/**', '**/build/**', '**/.*/**'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: parts.map((part) => `${part}/**/*.test.ts`),
          exclude: elsewhere,
          testTimeout: 20_000,
          ...sideBySide,
        },
      },
      {
        // Runes compile for the browser, as they run there; the tests themselves stay in Node.
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'app',
          include: ['app/**/*.test.ts'],
          exclude: elsewhere,
          testTimeout: 20_000,
          ...sideBySide,
          environment: './shared/testing/client-environment.ts',
          server: { deps: { inline: [/^svelte/] } },
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          include: ['**/*.e2e.ts'],
          exclude: [...elsewhere, ...alone],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
      {
        resolve,
        test: {
          name: 'alone',
          include: alone,
          exclude: elsewhere,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...patience,
        },
      },
    ],
  },
});
