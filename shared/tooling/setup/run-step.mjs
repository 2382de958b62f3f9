// Runs one long step of set-up as a child. Its output goes to stderr, or is kept and shown only if the step
// fails; it never reaches stdout, which belongs to the target.
import { spawn } from 'node:child_process';
import { root } from './places.mjs';

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {Promise<void>}
 */
export function runStep(command, args, { env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    // npm is a .cmd on Windows, which only a shell can start.
    const shell = process.platform === 'win32' && command === 'npm';
    const output = quiet ? 'pipe' : 2;
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', output, output], shell });
    /** @type {Buffer[]} */
    const kept = [];
    child.stdout?.on('data', (bytes) => kept.push(bytes));
    child.stderr?.on('data', (bytes) => kept.push(bytes));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      process.stderr.write(Buffer.concat(kept));
      reject(new Error(`"${command} ${args.join(' ')}" ended with ${signal ?? `code ${code}`}`));
    });
  });
}
