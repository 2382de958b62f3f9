// Where things lie: what is built beside this program, where the person stands, and where their data is.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';

export const root = fileURLToPath(new URL('../../', import.meta.url));
/** The kernels' scripts, built by `npm run build`. */
export const kernelsDir = join(root, 'build', 'kernels');
/** The headless device as one file, built by `npm run build`. */
export const deviceBundle = join(root, 'build', 'device', 'device.cjs');
/** The pages, built by `npm run build`. */
export const appDir = join(root, 'build', 'app');

export function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0';
}

/** The directory the person stands in: npm runs scripts in the package's root and says in INIT_CWD where it was called. */
export const standingDirectory = (env: NodeJS.ProcessEnv = process.env) => env['INIT_CWD'] || process.cwd();

/** A path as typed, absolute. */
export const fromWhereTheyStand = (path: string, env: NodeJS.ProcessEnv = process.env) =>
  resolve(standingDirectory(env), path);

/** `given` is `--data` or COVEY_DATA; without it, one directory per user. */
export const dataDirectory = (given: string | undefined, env: NodeJS.ProcessEnv = process.env) =>
  given ? fromWhereTheyStand(given, env) : envPaths('covey', { suffix: '' }).data;

/** What this machine is called in a swarm when its person did not say. */
export const defaultName = () => hostname().slice(0, 60);
