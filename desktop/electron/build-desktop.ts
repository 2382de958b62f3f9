// Bundles the tray app into one folder that holds all it needs: main process, preload script, the coordinator's process with its threads, the built
// pages, the kernels' scripts, the device for servers and the tray's icons. `npm run desktop:build` calls it after the pages and kernels are built.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import { zstdBytes } from '../../shared/kernels/compress/zstd-bytes.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const at = (...parts: string[]) => join(root, ...parts);

/** Threads are started by a URL beside the file that starts them; bundled, each is a file of its own beside the bundle. */
const threads = {
  'compute-thread': at('server/compute/compute-thread.ts'),
  'sqlite-thread': at('server/store/sqlite/sqlite-thread.ts'),
} as const;
const THREAD_URL = /new URL\((['"])\.\/([\w-]+)\.ts\1, import\.meta\.url\)/g;

const nameThreads: Plugin = {
  name: 'name-threads',
  transform(code) {
    if (!code.includes('import.meta.url')) return null;
    return code.replaceAll(THREAD_URL, (_all, _quote, name: string) => {
      if (!Object.hasOwn(threads, name))
        throw new Error(`${name}.ts is started by its URL but not bundled; name it in build-desktop.ts`);
      return `new URL('./${name}.js', import.meta.url)`;
    });
  },
};

/** Puts zstd's module itself in place of the file that reads it from node_modules, which a package does not have. */
const embedZstd: Plugin = {
  name: 'embed-zstd',
  async load(id) {
    if (id !== at('shared/kernels/compress/zstd-bytes.ts')) return null;
    const base64 = Buffer.from(await zstdBytes()).toString('base64');
    return `export const zstdBytes = async () => new Uint8Array(Buffer.from('${base64}', 'base64'));`;
  },
};

/** What packages look for and do without. */
const absent = ['bufferutil', 'utf-8-validate'];

/** Each program is one file, with all that it imports sooner or later: a package of a few files is checked and updated as such. */
async function bundle(name: string, entry: string, out: string, format: 'esm' | 'cjs'): Promise<void> {
  const build = await rolldown({
    input: { [name]: entry },
    platform: 'node',
    external: ['electron', ...absent],
    plugins: [nameThreads, embedZstd],
    onLog(level, log, tell) {
      // a package that looks for `require` where there is none says so here
      if (level === 'warn') throw new Error(`bundling the tray app: ${log.message}`);
      tell(level, log);
    },
  });
  try {
    await build.write({
      dir: out,
      format,
      entryFileNames: `[name].${format === 'esm' ? 'js' : 'cjs'}`,
      codeSplitting: false,
    });
  } finally {
    await build.close();
  }
}

/** `built` is where `npm run build` put pages, kernels and the device for servers. */
export async function buildDesktop(out: string, built = at('build')): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await bundle('main', at('desktop/electron/main.ts'), out, 'esm');
  await bundle('preload', at('desktop/electron/preload.ts'), out, 'cjs');
  const programs = { coordinator: at('desktop/electron/swarm/coordinator-process.ts'), ...threads };
  for (const [name, entry] of Object.entries(programs)) await bundle(name, entry, out, 'esm');
  const isWanted = (path: string) => !path.endsWith('.map') && basename(path) !== '.stamp';
  // what answers for the pages is one more program; what is handed out to browsers lies beside it, as they ask for it
  await bundle('handler', join(built, 'app/handler.js'), join(out, 'app'), 'esm');
  for (const name of ['client', 'prerendered'])
    await cp(join(built, 'app', name), join(out, 'app', name), { recursive: true, filter: isWanted });
  await cp(join(built, 'kernels'), join(out, 'kernels'), { recursive: true, filter: isWanted });
  // the device for servers and notebooks, which the coordinator hands out
  await cp(join(built, 'device'), join(out, 'device'), { recursive: true, filter: isWanted });
  await cp(at('desktop/electron/icons'), join(out, 'icons'), {
    recursive: true,
    filter: (path) => !path.endsWith('.svg') && !path.endsWith('.ts'),
  });
  const { version, description } = JSON.parse(await readFile(at('package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const manifest = {
    name: 'covey',
    productName: 'Covey',
    version,
    description,
    type: 'module',
    main: 'main.js',
    // by it a desktop knows which windows belong to which entry of its menu
    desktopName: 'covey-tray.desktop',
  };
  await writeFile(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildDesktop(process.argv[2] ?? at('build/desktop'));
