// What must hold of a packed tray app, whatever built it: what is in it, what is not, its fuses, and where it looks for updates.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import config from '../electron-builder.config.mjs';
import { UPDATE_SOURCE_FILE, type UpdateSource } from '../update/update-source.ts';
import { readFuses } from './fuses.ts';
import { readAsar } from './read-asar.ts';

const REQUIRED = [
  'package.json',
  'main.js',
  'preload.cjs',
  'coordinator.js',
  'compute-thread.js',
  'sqlite-thread.js',
  'kernels/kernels.json',
  'device/device.cjs',
  'app/client/icons/covey-512.png',
  'icons/working.png',
  'icons/working@2x.png',
  'icons/workingTemplate.png',
];
/** Besides the folders: the programs and the manifest, and where updates are. */
const MOST_AT_TOP = 8;
/** Sources, maps, keys and settings have no business in a package. */
const FORBIDDEN = /\.(map|ts|pem|key|env)$|(^|\/)\.(env|stamp|git)|(^|\/)node_modules\//;
const PRELOAD_MAY = new Set(['electron', 'events', 'timers', 'url']);

/** `folder` is what electron-builder calls `…-unpacked`. Returns what is wrong, one sentence each; nothing when all is well. `updates`: where it is to look for newer versions; null: nowhere. */
export async function findFaults(
  folder: string,
  executable: string,
  updates: UpdateSource | null,
  resources = 'resources',
): Promise<string[]> {
  const faults: string[] = [];
  const asar = await readAsar(join(folder, resources, 'app.asar'));
  const names = new Set(asar.names);
  for (const name of REQUIRED) if (!names.has(name)) faults.push(`${name} is missing`);
  for (const name of names) if (FORBIDDEN.test(name)) faults.push(`${name} should not be in it`);

  const atTop = asar.names.filter((name) => !name.includes('/'));
  if (atTop.length > MOST_AT_TOP) faults.push(`${atTop.length} files are at its top: ${atTop.join(', ')}`);

  const manifest = JSON.parse((await asar.read('package.json')).toString('utf8')) as Record<string, unknown>;
  if (manifest['main'] !== 'main.js' || manifest['type'] !== 'module')
    faults.push('main.js is not its ES module');
  for (const kind of ['dependencies', 'devDependencies', 'scripts'])
    if (Object.keys((manifest[kind] as object | undefined) ?? {}).length > 0)
      faults.push(`its manifest has ${kind}`);

  if (names.has('preload.cjs')) {
    const preload = (await asar.read('preload.cjs')).toString('utf8');
    for (const [, name = ''] of preload.matchAll(/\brequire\(["'`]([^"'`]+)["'`]\)/g))
      if (!PRELOAD_MAY.has(name))
        faults.push(`the preload script requires ${name}, which a sandboxed one cannot`);
    if (/^import\s/m.test(preload)) faults.push('the preload script is no CommonJS');
  }
  const main = (await asar.read('main.js')).toString('utf8');
  if (!/from\s*["']electron["']/.test(main)) faults.push('main.js does not import electron');

  const fuses: Record<string, boolean | undefined> = readFuses(await readFile(join(folder, executable)));
  for (const [name, wanted] of Object.entries({ ...config.electronFuses, wasmTrapHandlers: true }))
    if (fuses[name] !== wanted) faults.push(`the fuse ${name} is ${fuses[name] ? 'on' : 'off'}`);

  const source = names.has(UPDATE_SOURCE_FILE) ? await asar.read(UPDATE_SOURCE_FILE) : null;
  if (JSON.stringify(source && JSON.parse(source.toString('utf8'))) !== JSON.stringify(updates))
    faults.push(`${UPDATE_SOURCE_FILE} does not say what it should of where updates are`);
  const update = await readFile(join(folder, resources, 'app-update.yml'), 'utf8').catch(() => null);
  if (updates ? !/^provider: generic$/m.test(update ?? '') : update !== null)
    faults.push(`app-update.yml is ${update === null ? 'missing' : 'not as it should be'}`);
  return faults;
}
