// `npm run desktop:package [-- --stub] [TARGET…]`: packs the tray app as everything that can be made here, checks what came out, and says what
// was left out and why. With --stub a stand-in takes the place of Electron: all is checked but that it runs.
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { root } from '../../host/places.ts';
import { findElectron, HOW_TO_GET } from '../find-binary.ts';
import type { UpdateSource } from '../update/update-source.ts';
import { findFaults } from './assert-pack.ts';
import { fetchBuilder } from './fetch-builder.ts';
import { makeFeed } from './make-feed.ts';
import { packApp } from './pack-app.ts';
import { readUpdateOrder } from './read-update-order.ts';
import { type Target, targets, whyNot } from './targets.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Packing {
  isStub: boolean;
  binary: string | undefined;
  updates: (UpdateSource & { key: KeyObject }) | null;
  /** What was made until now that a feed offers. */
  made: { target: Target; path: string }[];
}

async function packOne(target: Target, { isStub, binary, updates, made: all }: Packing): Promise<boolean> {
  const source = updates && { url: updates.url, publicKey: updates.publicKey };
  const reason = whyNot(target, isStub);
  if (reason !== null) {
    say(`skipped  ${target.platform.toLowerCase()} ${target.name}: ${reason}`);
    return true;
  }
  const out = join(root, 'build', 'package', `${target.platform}-${target.name}`.toLowerCase());
  const isOwn =
    { linux: 'LINUX', win32: 'WINDOWS', darwin: 'MAC' }[process.platform as string] === target.platform;
  const made = await packApp({
    target,
    bundle: join(root, 'build', 'desktop'),
    out,
    isStub,
    ...(source && { updates: source }),
    ...(isOwn && binary !== undefined && { electronDist: dirname(binary) }),
  });
  const unpacked = findUnpacked(join(out, 'made'), target.platform);
  const faults = await findFaults(unpacked.folder, unpacked.executable, source, unpacked.resources).catch(
    (error: unknown) => [`what was packed cannot be looked at: ${String(error)}`],
  );
  all.push(...made.map((path) => ({ target, path })));
  const shown = (made.length > 0 ? made : [unpacked.folder]).map((path) => relative(root, path)).join(', ');
  say(
    `${faults.length === 0 ? 'ok      ' : 'FAILED  '} ${target.platform.toLowerCase()} ${target.name}: ${shown}`,
  );
  for (const fault of faults) say(`         ${fault}`);
  return faults.length === 0;
}

interface Unpacked {
  folder: string;
  /** In it: where the fuses are. */
  executable: string;
  resources: string;
}

/** Where electron-builder leaves what it packs, before that becomes one file. */
function findUnpacked(made: string, platform: Target['platform']): Unpacked {
  if (platform === 'MAC') {
    const folders = ['mac', 'mac-arm64', 'mac-universal'].map((name) =>
      join(made, name, 'Covey.app/Contents'),
    );
    return {
      folder: folders.find((folder) => existsSync(folder)) ?? folders[0] ?? made,
      executable: 'Frameworks/Electron Framework.framework/Electron Framework',
      resources: 'Resources',
    };
  }
  const [name, executable] =
    platform === 'WINDOWS'
      ? (['win-unpacked', 'Covey.exe'] as const)
      : (['linux-unpacked', 'covey-tray'] as const);
  return { folder: join(made, name), executable, resources: 'resources' };
}

const readVersion = async () =>
  (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }).version;

const args = process.argv.slice(2);
const isStub = args.includes('--stub');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const binary = findElectron();
const unknown = wanted.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `covey: there is no target ${unknown.join(', ')}; there are ${targets.map(({ name }) => name).join(', ')}\n`,
  );
  process.exitCode = 2;
} else if (!isStub && binary === undefined) {
  process.stderr.write(
    `covey: Electron's binary is not on this machine. ${HOW_TO_GET}\n       \`npm run desktop:package -- --stub\` packs a stand-in, to check all but that it runs.\n`,
  );
  process.exitCode = 1;
} else {
  const updates = readUpdateOrder(process.env);
  await fetchBuilder();
  const packing: Packing = { isStub, binary, updates, made: [] };
  let isWell = true;
  for (const target of targets)
    if (wanted.length === 0 || wanted.includes(target.name))
      isWell = (await packOne(target, packing)) && isWell;
  if (!updates)
    say('updates  none: COVEY_UPDATE_URL and COVEY_UPDATE_KEY are not set, so these packages never look');
  else if (isWell) {
    const feed = join(root, 'build', 'package', 'feed');
    const names = await makeFeed(feed, packing.made, await readVersion(), updates.key);
    say(`updates  signed: put ${relative(root, feed)} at ${updates.url} (${names.join(', ')})`);
  }
  if (!isWell) process.exitCode = 1;
}
