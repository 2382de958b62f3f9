#!/usr/bin/env node
// In the place of `fpm -s dir -t deb` as electron-builder calls it (CUSTOM_FPM_PATH), by Debian's own dpkg-deb: fpm is in no Debian, and
// electron-builder would download a Ruby with it. An option that it does not know is an error. Plain JavaScript for the system's Node.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const single = new Set(
  '-s -t --architecture --after-install --after-remove --description --version --package --name --maintainer --vendor --url --category --deb-priority --license --iteration --log --deb-compression --deb-after-purge'.split(
    ' ',
  ),
);
const lists = new Set(['-d', '--deb-recommends', '--deb-suggests']);
const flags = new Set(['--force', '--debug']);

/** @type {Map<string, string>} */
const options = new Map();
/** @type {Map<string, string[]>} */
const listed = new Map([...lists].map((name) => [name, []]));
/** Source and destination. @type {[string, string][]} */
const copies = [];

const args = process.argv.slice(2);
for (let at = 0; at < args.length; at += 1) {
  const name = args[at] ?? '';
  if (flags.has(name)) continue;
  if (lists.has(name)) listed.get(name)?.push(args[(at += 1)] ?? '');
  else if (single.has(name)) options.set(name, args[(at += 1)] ?? '');
  else if (name.startsWith('-')) throw new Error(`fpm-shim: unsupported option ${name}`);
  else {
    const [source = '', target = ''] = name.split(/=(?=\/)/);
    copies.push([source, target]);
  }
}
const given = (/** @type {string} */ name) => options.get(name) ?? '';
if (given('-t') !== 'deb') throw new Error(`fpm-shim: only deb, not ${given('-t')}`);

const root = mkdtempSync(join(tmpdir(), 'covey-deb-'));
try {
  for (const [source, target] of copies) {
    const to = join(root, target);
    const isFolder = source.endsWith('/');
    mkdirSync(isFolder ? to : dirname(to), { recursive: true });
    execFileSync('cp', ['-a', isFolder ? `${source}.` : source, to]);
  }
  writeControl();
  execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', root]);
  const compression = `-Z${options.get('--deb-compression') ?? 'xz'}`;
  execFileSync('dpkg-deb', ['--root-owner-group', compression, '--build', root, given('--package')], {
    stdio: 'inherit',
  });
} finally {
  rmSync(root, { recursive: true });
}

/** Debian Policy Manual, chapter 5. */
function writeControl() {
  const folder = join(root, 'DEBIAN');
  const kib = execFileSync('du', ['-sk', '--apparent-size', root]).toString().split('\t')[0];
  mkdirSync(folder);
  const [first = '', ...more] = given('--description').split('\n');
  const list = (/** @type {string} */ field, /** @type {string} */ name) =>
    listed.get(name)?.length ? [`${field}: ${listed.get(name)?.join(', ')}`] : [];
  const lines = [
    `Package: ${given('--name')}`,
    `Version: ${given('--version')}${options.has('--iteration') ? `-${given('--iteration')}` : ''}`,
    `Architecture: ${given('--architecture')}`,
    `Maintainer: ${given('--maintainer')}`,
    `Installed-Size: ${kib}`,
    ...list('Depends', '-d'),
    ...list('Recommends', '--deb-recommends'),
    ...list('Suggests', '--deb-suggests'),
    `Section: ${given('--category') || 'default'}`,
    `Priority: ${given('--deb-priority') || 'optional'}`,
    ...(options.has('--url') ? [`Homepage: ${given('--url')}`] : []),
    `Description: ${first.trim() || given('--name')}`,
    ...more.filter(Boolean).map((line) => ` ${line.trim()}`),
  ];
  writeFileSync(join(folder, 'control'), `${lines.join('\n')}\n`);
  for (const [name, file] of [
    ['--after-install', 'postinst'],
    ['--after-remove', 'postrm'],
  ]) {
    if (!options.has(name ?? '')) continue;
    copyFileSync(given(name ?? ''), join(folder, file ?? ''));
    chmodSync(join(folder, file ?? ''), 0o755);
  }
}
