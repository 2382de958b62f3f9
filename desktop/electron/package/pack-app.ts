// Packs the bundled tray app as one target by electron-builder, from a folder of its own that holds nothing but the bundle.
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import config from '../electron-builder.config.mjs';
import { UPDATE_SOURCE_FILE, type UpdateSource } from '../update/update-source.ts';
import { loadBuilder } from './fetch-builder.ts';
import { makeLinuxStub, makeWindowsStub } from './make-stub.ts';
import { findTool, type Target } from './targets.ts';

export interface PackOrder {
  target: Target;
  /** What `npm run desktop:build` made. */
  bundle: string;
  /** Removed first. */
  out: string;
  /** A folder with Electron's distribution; `stub` makes a stand-in; left out, electron-builder downloads it. */
  electronDist?: string;
  isStub: boolean;
  /** Where the package is to look for newer versions, and whose it believes; left out, it never looks. */
  updates?: UpdateSource;
  /** Another version than the bundle's, for tests of updates. */
  version?: string;
}

/** What Debian and electron-builder want to know of who made it. */
const PUBLISHER = {
  author: { name: 'The Covey authors', email: 'covey@covey.invalid' },
  homepage: 'https://covey.invalid/',
  license: 'UNLICENSED',
};

/** Paths of what was made. */
export async function packApp(order: PackOrder): Promise<string[]> {
  const { target, bundle, out, isStub, updates, version } = order;
  await rm(out, { recursive: true, force: true });
  const app = join(out, 'app');
  const output = join(out, 'made');
  await mkdir(out, { recursive: true });
  await cp(bundle, app, { recursive: true });
  if (updates) await writeFile(join(app, UPDATE_SOURCE_FILE), `${JSON.stringify(updates)}\n`);
  const dist = isStub ? await makeStub(target, join(out, 'electron')) : order.electronDist;
  const env = await toolPaths(target, isStub, join(out, 'tools'));
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const builder = loadBuilder();
    return await builder.build({
      projectDir: app,
      publish: 'never',
      targets: builder.Platform[target.platform].createTarget(target.name, builder.Arch.x64),
      config: {
        // it changes what it is handed
        ...structuredClone(config),
        publish: updates ? { provider: 'generic', url: updates.url } : null,
        ...(await withIcons(app, join(out, 'icons'), isStub)),
        ...(dist !== undefined && { electronDist: dist }),
        directories: { output },
        extraMetadata: { ...PUBLISHER, ...(version !== undefined && { version }) },
      },
    });
  } finally {
    for (const name of Object.keys(env))
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
  }
}

/** Icons by absolute paths: electron-builder looks for relative ones elsewhere. Nothing of a stand-in for Windows is edited. */
async function withIcons(app: string, folder: string, isStub: boolean): Promise<Record<string, unknown>> {
  const icon = (size: number) => join(app, 'app', 'client', 'icons', `covey-${size}.png`);
  await mkdir(folder, { recursive: true });
  for (const size of [192, 512]) await cp(icon(size), join(folder, `${size}x${size}.png`));
  return {
    linux: { ...config.linux, icon: folder },
    win: { ...config.win, icon: icon(512), ...(isStub && { signAndEditExecutable: false }) },
    mac: { ...config.mac, icon: icon(512) },
  };
}

async function makeStub(target: Target, folder: string): Promise<string> {
  await (target.platform === 'WINDOWS' ? makeWindowsStub : makeLinuxStub)(folder);
  return folder;
}

/** Tools of this machine in the place of those that electron-builder would download. */
async function toolPaths(target: Target, isStub: boolean, folder: string): Promise<Record<string, string>> {
  const sevenZip = findTool('7za');
  const env = { ...(sevenZip !== null && { ELECTRON_BUILDER_7ZIP_PATH: sevenZip }) };
  if (target.name === 'deb' && process.env['CUSTOM_FPM_PATH'] === undefined)
    return { ...env, CUSTOM_FPM_PATH: fileURLToPath(new URL('./fpm-shim.mjs', import.meta.url)) };
  // its runtime is in no distribution: with the stand-in only the squashed part is checked
  if (target.name === 'AppImage' && isStub) {
    await mkdir(join(folder, 'linux-x64'), { recursive: true });
    await mkdir(join(folder, 'lib', 'x64'), { recursive: true });
    for (const tool of target.tools) await linkTool(tool, join(folder, 'linux-x64', tool));
    await writeFile(join(folder, 'runtime-x64'), 'stub runtime: not an AppImage that starts\n');
    return { ...env, APPIMAGE_TOOLS_PATH: folder };
  }
  return env;
}

async function linkTool(name: string, to: string): Promise<void> {
  const path = findTool(name);
  if (path === null) throw new Error(`${name} is not on this machine`);
  await mkdir(dirname(to), { recursive: true });
  await symlink(path, to);
}
