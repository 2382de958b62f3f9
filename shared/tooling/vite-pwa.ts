// The installable app: the web manifest, and the service worker with the list of files it keeps.
// vite-plugin-pwa would list them when a bundle is closed, but Kit prerenders the shell after that: the
// plugin's own hook is taken away and the list is made once, when Kit is done.
import type { Plugin } from 'vite';
import {
  VitePWA,
  type ManifestOptions,
  type ResolvedVitePWAOptions,
  type VitePluginPWAAPI,
} from 'vite-plugin-pwa';

const icon = { src: '/icons/covey-192.png', sizes: '192x192', type: 'image/png' };

const picture = (name: string, sizes: string, form: 'narrow' | 'wide', label: string) => ({
  src: `/screenshots/${name}.png`,
  sizes,
  type: 'image/png',
  form_factor: form,
  label,
});

const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Covey',
  short_name: 'Covey',
  description: 'One computer out of the devices people already have.',
  start_url: '/',
  scope: '/',
  lang: 'en',
  dir: 'ltr',
  categories: ['utilities', 'productivity'],
  display: 'standalone',
  orientation: 'any',
  // one window contributes: a shortcut or a share comes to the one that is open
  launch_handler: { client_mode: ['navigate-existing', 'auto'] },
  background_color: '#0f1c1a',
  theme_color: '#0f1c1a',
  icons: [
    icon,
    { src: '/icons/covey-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/covey-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  shortcuts: [
    { name: 'This device', url: '/contribute', icons: [icon] },
    { name: 'New job', url: '/jobs/new', icons: [icon] },
    { name: 'Devices', url: '/devices', icons: [icon] },
  ],
  // taken anew by npm run screens -- --keep
  screenshots: [
    picture('contribute', '780x1688', 'narrow', 'A phone lends its power'),
    picture('join', '780x1688', 'narrow', 'Joining takes one scan'),
    picture('overview', '1280x800', 'wide', 'All devices work as one computer'),
    picture('job', '1280x800', 'wide', 'Each job shows how far it is'),
  ],
  // the service worker takes it in: app/service-worker/take-share.ts
  share_target: {
    action: '/share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: {
      files: [{ name: 'files', accept: ['image/*', 'video/*', 'audio/*', 'text/*', 'application/*'] }],
    },
  },
};

/** `root` is the repository: Kit writes its output there, while Vite's root is app/. */
export function progressiveWebApp(root: string): Plugin[] {
  const output = `${root}/.svelte-kit/output`;
  const plugins = VitePWA({
    strategies: 'injectManifest',
    srcDir: 'service-worker',
    filename: 'index.ts',
    outDir: `${output}/client`,
    base: '/',
    scope: '/',
    injectRegister: false,
    registerType: 'prompt',
    includeManifestIcons: false,
    manifest,
    integration: { beforeBuildServiceWorker: nameTheOutput },
    injectManifest: {
      globDirectory: output,
      globPatterns: ['client/**/*.{js,css,png,svg,woff2}', 'prerendered/**/*.html'],
      // the pictures are for the browser's own install dialog
      globIgnores: ['client/service-worker.js', 'client/screenshots/**'],
      dontCacheBustURLsMatching: /immutable\//,
      maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      manifestTransforms: [
        (entries) => ({
          manifest: entries.map((entry) => ({ ...entry, url: publicUrl(entry.url) })),
          warnings: [],
        }),
      ],
    },
  });
  return [...plugins.map(withoutEarlyHooks), listFilesAfterPrerendering()];
}

/** The source is service-worker/index.ts; what browsers register is /service-worker.js. */
function nameTheOutput(options: ResolvedVitePWAOptions): void {
  options.swDest = `${options.outDir}/service-worker.js`;
  options.injectManifest.swDest = options.swDest;
}

/** Kit writes its pages without Vite's HTML hooks and warns about plugins that have one. */
function withoutEarlyHooks(plugin: Plugin): Plugin {
  const { closeBundle: _closeBundle, transformIndexHtml: _transformIndexHtml, ...kept } = plugin;
  return kept;
}

/** Where a file of the build is served: `client/a.js` is `/a.js`, a prerendered page drops its ending. */
function publicUrl(file: string): string {
  const page = file.match(/^prerendered\/pages\/(.*)\.html$/)?.[1];
  if (page !== undefined) return page === 'index' ? '/' : `/${page}`;
  return `/${file.replace(/^client\//, '')}`;
}

function listFilesAfterPrerendering(): Plugin {
  return {
    name: 'covey-list-files-after-prerendering',
    apply: 'build',
    async buildApp(builder) {
      const pwa = builder.config.plugins.find((plugin) => plugin.name === 'vite-plugin-pwa');
      if (!pwa) throw new Error('vite-plugin-pwa is not among the plugins');
      // Called generateSW whatever the strategy is.
      await (pwa.api as VitePluginPWAAPI).generateSW();
    },
  };
}
