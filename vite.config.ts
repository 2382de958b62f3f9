// Builds and serves the PWA. In development the coordinator is mounted in Vite's own listener, so that
// one port answers sockets, /api and pages, as in production.
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import config from './svelte.config.js';
import { messages } from './shared/tooling/messages/vite-messages.ts';
import { coordinator } from './shared/tooling/vite-coordinator.ts';
import { progressiveWebApp } from './shared/tooling/vite-pwa.ts';

export default defineConfig({
  root: 'app',
  // the app's compute worker and kernels lie outside Vite's root
  server: { port: 8787, strictPort: true, host: true, fs: { allow: [`${import.meta.dirname}/shared`] } },
  // zxing names no file of its own as free of side effects; taken at its word, all its other barcodes would come along (29 KB become 123)
  environments: {
    client: {
      build: {
        rolldownOptions: {
          treeshake: { moduleSideEffects: [{ test: /node_modules\/@zxing\//, sideEffects: false }] },
        },
      },
    },
  },
  // As modules, what a Worker imports later is a file of its own. What they share lies apart from the Worker's first file: WebKit runs that one anew
  // when another file imports it, and a second supervisor takes the page's messages from the one that works.
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'started', test: (id) => !id.endsWith('.worker.ts'), tags: ['$initial'] }],
        },
      },
    },
  },
  plugins: [
    messages(import.meta.dirname),
    tailwindcss(),
    sveltekit(config),
    ...progressiveWebApp(import.meta.dirname),
    coordinator(),
  ],
});
