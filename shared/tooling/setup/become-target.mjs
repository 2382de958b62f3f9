// Hands this process over to the target, run by the project's Node. Where the system allows it the process
// is replaced, so signals, terminal and exit code are the target's own; else a child stands in for it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { at, nodePath, root } from './places.mjs';

/** @param {string} script relative to the root @param {string[]} args */
export function becomeTarget(script, args) {
  // The directory the person stood in; npm sets it, a direct call does not.
  const env = {
    ...process.env,
    INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
    PATH: [at('node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
  };
  process.chdir(root);
  const argv = [at(script), ...args];
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(nodePath, [nodePath, ...argv], /** @type {Record<string, string>} */ (env));
  }
  standIn(argv, env);
}

/** @param {string[]} argv @param {NodeJS.ProcessEnv} env */
function standIn(argv, env) {
  const child = spawn(nodePath, argv, { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole group; passing it on would tell the target twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('error', (error) => {
    process.stderr.write(`covey: ${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}
