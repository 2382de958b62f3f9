// `npm run desktop:package [-- --stub] [TARGET…]`: packs the tray app as everything that can be made here, checks what came out, and says what
// was left out and why. With --stub a stand-in takes the place of Electron: all is checked but that it runs.
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../../host/places.ts';
import { findElectron, HOW_TO_GET } from '../find-binary.ts';
import { findFaults } from './assert-pack.ts';
import { fetchBuilder } from './fetch-builder.ts';
import { packApp } from './pack-app.ts';
import { type Target, targets, whyNot } from './targets.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

async function packOne(target: Target, isStub: boolean, binary: string | undefined): Promise<boolean> {
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
    ...(isOwn && binary !== undefined && { electronDist: dirname(binary) }),
  });
  const [folder, executable] =
    target.platform === 'WINDOWS' ? ['win-unpacked', 'Covey.exe'] : ['linux-unpacked', 'covey-tray'];
  const unpacked = join(out, 'made', folder);
  const faults = existsSync(unpacked)
    ? await findFaults(unpacked, executable, { updates: target.platform === 'LINUX' })
    : [];
  const shown = (made.length > 0 ? made : [unpacked]).map((path) => relative(root, path)).join(', ');
  say(
    `${faults.length === 0 ? 'ok      ' : 'FAILED  '} ${target.platform.toLowerCase()} ${target.name}: ${shown}`,
  );
  for (const fault of faults) say(`         ${fault}`);
  return faults.length === 0;
}

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
  await fetchBuilder();
  let isWell = true;
  for (const target of targets)
    if (wanted.length === 0 || wanted.includes(target.name))
      isWell = (await packOne(target, isStub, binary)) && isWell;
  if (!isWell) process.exitCode = 1;
}
