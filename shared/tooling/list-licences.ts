// Which licence each package has that Covey is installed with: the lock says which they are, their own package.json under what they may be used.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** What may be given on with Covey without asking anybody. */
export const ALLOWED = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'CC0-1.0',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
] as const;

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.optional(z.string()),
      dev: z.optional(z.boolean()),
      devOptional: z.optional(z.boolean()),
      license: z.optional(z.string()),
    }),
  ),
});
/** Old packages have a list, or an object. */
const Named = z.union([z.string(), z.object({ type: z.string() })]);
const Manifest = z.object({ license: z.optional(Named), licenses: z.optional(z.array(Named)) });

export interface Licence {
  name: string;
  version: string;
  licence: string;
}

/** Sorted by name. `root` is where package-lock.json and node_modules lie. */
export function listLicences(root: string): Licence[] {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional)
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version ?? '',
      // one for another system lies in the lock alone
      licence: readLicence(join(root, path, 'package.json')) ?? entry.license ?? 'none named',
    }))
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function readLicence(file: string): string | null {
  if (!existsSync(file)) return null;
  const { license, licenses = [] } = Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  const named = [...(license === undefined ? [] : [license]), ...licenses];
  const types = named.map((each) => (typeof each === 'string' ? each : each.type));
  return types.length === 0 ? null : types.join(' AND ');
}

/** SPDX expressions as packages have them: a choice needs one that is allowed, a list all of them. */
export function isAllowed(licence: string): boolean {
  const bare = licence.replace(/^\((.*)\)$/, '$1');
  if (/ OR /.test(bare)) return bare.split(' OR ').some(isAllowed);
  if (/ AND /.test(bare)) return bare.split(' AND ').every(isAllowed);
  return (ALLOWED as readonly string[]).includes(bare);
}

export const writeTable = (licences: readonly Licence[]) =>
  `# Licences

What is installed with Covey (\`npm ci --omit=dev\`), written from package-lock.json and the packages themselves by
\`COVEY_UPDATE=1 npm test shared/tooling/licences.test.ts\`. The pages also carry Svelte and SvelteKit (MIT) and the font Figtree (OFL-1.1,
\`app/lib/fonts\`), the tray app Electron (MIT) and electron-updater with what it needs (MIT, ISC, BlueOak-1.0.0, Python-2.0).

| package | version | licence |
|---|---|---|
${licences.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}
`;
