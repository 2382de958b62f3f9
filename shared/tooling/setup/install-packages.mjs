// Installs the packages with `npm ci` unless node_modules already holds what the lock file names. A stamp
// written last says so; without it (somebody ran `npm install`) npm's own record is compared instead.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, sep } from 'node:path';
import { at, nodePath, say } from './places.mjs';
import { runStep } from './run-step.mjs';
import { withSetupLock } from './setup-lock.mjs';

const stampFile = at('node_modules', '.covey-installed');

export async function installPackages() {
  if (isInstalled()) return;
  await withSetupLock(async () => {
    if (isInstalled()) return;
    if (!recordMatchesLockFile()) {
      say('installing packages (npm ci)…');
      // Warnings about packages that want a newer Node than npm's own are left out: they run under ours.
      await runStep('npm', ['ci', '--loglevel=error'], { env: withoutOwnBin() });
    }
    if (!existsSync(nodePath)) throw new Error('npm installed no Node 26; are install scripts turned off?');
    writeFileSync(stampFile, wantedStamp());
  });
}

function isInstalled() {
  return existsSync(nodePath) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wantedStamp();
}

function wantedStamp() {
  const { dependencies, devDependencies, allowScripts } = JSON.parse(
    readFileSync(at('package.json'), 'utf8'),
  );
  const asked = JSON.stringify({ dependencies, devDependencies, allowScripts });
  const lock = readFileSync(at('package-lock.json'));
  return createHash('sha256')
    .update(`${process.platform} ${process.arch} ${asked}`)
    .update(lock)
    .digest('hex');
}

/** Whether npm's record of what it installed names every package of the lock file in the same version. */
function recordMatchesLockFile() {
  const record = at('node_modules', '.package-lock.json');
  if (!existsSync(record) || !existsSync(nodePath)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  return Object.keys(locked).every(
    (path) => path === '' || locked[path].optional || installed[path]?.version === locked[path].version,
  );
}

/** npm must not run on the Node it is about to delete. */
function withoutOwnBin() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.startsWith(at('node_modules') + sep));
  return { ...process.env, PATH: path.join(delimiter) };
}
