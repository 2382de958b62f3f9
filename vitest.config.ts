// How the tests run: small ones side by side, whole-program ones (*.e2e.ts) one after the other.
// Separate from vite.config.ts, because tests need neither SvelteKit nor the coordinator in the listener.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const parts = ['shared', 'server', 'desktop'];
const elsewhere = ['**/node_modules/**', '**/build/**', '**/.*/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: parts.map((part) => `${part}/**/*.test.ts`),
          exclude: elsewhere,
          testTimeout: 20_000,
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
          environment: './shared/testing/client-environment.ts',
          server: { deps: { inline: [/^svelte/] } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.ts'],
          exclude: elsewhere,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
