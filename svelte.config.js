// The one place for SvelteKit's options. Kit 3 takes them only through Vite, so vite.config.ts imports this
// file; it can lie at the root because Vite's own root is app/ (Kit refuses a config file there).
import adapter from '@sveltejs/adapter-node';
import { frameScriptHashes } from './shared/tooling/frame-script-hashes.mjs';

// What a page may do. Job code runs in a srcdoc frame that inherits this policy and adds its own, far
// stricter one; the frame therefore needs its script's hash, WebAssembly and data: threads named here too.
/** @satisfies {NonNullable<import('@sveltejs/kit/vite').Config['csp']>['directives']} */
const directives = {
  'default-src': ['self'],
  'script-src': ['self', 'wasm-unsafe-eval', ...frameScriptHashes()],
  'worker-src': ['self', 'data:', 'blob:'],
  'connect-src': ['self'],
  'style-src': ['self'],
  // The one style attribute that is not ours: it hides Kit's announcer of page changes to screen readers.
  'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
  'img-src': ['self', 'data:', 'blob:'],
  'media-src': ['self', 'blob:'],
  'manifest-src': ['self'],
  'object-src': ['none'],
  'base-uri': ['self'],
  'form-action': ['self'],
  // only where the policy travels as a header; prerendered pages carry it in a tag, where Kit leaves this one out
  'frame-ancestors': ['none'],
};

/** @type {import('@sveltejs/kit/vite').Config} */
export default {
  adapter: adapter({ out: 'build/app' }),
  outDir: '../.svelte-kit',
  // app/service-worker is built by vite-plugin-pwa; Kit must not take it for its own.
  files: { src: '.', assets: 'static', serviceWorker: 'no-service-worker-of-kit' },
  // The prerendered shell answers for addresses at any depth, so assets are named from the root.
  paths: { relative: false },
  // Registered by the app itself, through workbox-window, which can ask before it updates.
  serviceWorker: { register: false },
  version: { name: process.env['COVEY_BUILD'] ?? 'dev' },
  csp: { mode: 'hash', directives },
};
