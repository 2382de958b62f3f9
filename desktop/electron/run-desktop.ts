// `npm run desktop`: starts the bundled tray app with Electron's binary, where there is one.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findElectron, HOW_TO_GET } from './find-binary.ts';

const binary = findElectron();
if (binary === undefined) {
  process.stderr.write(`covey: Electron's binary is not on this machine. ${HOW_TO_GET}\n`);
  process.exitCode = 1;
} else {
  const app = fileURLToPath(new URL('../../build/desktop', import.meta.url));
  const child = spawn(binary, [app, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.once('exit', (code) => (process.exitCode = code ?? 1));
}
