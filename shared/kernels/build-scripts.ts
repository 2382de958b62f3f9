// Builds each kernel's `run` into one classic script without imports, as compute threads load it: WebAssembly inside as
// base64, nothing evaluated at run time. A script's SHA-256 is its kernel's version. The same sources give the same bytes.
// `node shared/kernels/build-scripts.ts OUTDIR` writes `<sha256>.js` for each and `kernels.json`.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';
import { zstdBytes } from './compress/zstd-bytes.ts';
import { runsOwnerCode } from './owner-code/owner-limits.ts';
import { kernels } from './registry.ts';

export interface KernelBuild {
  name: string;
  /** SHA-256 of the script, 64 hex digits. */
  version: string;
  bytes: number;
  path: string;
}

/** What `kernels.json` holds, by kernel name. */
export type KernelIndex = Record<string, Pick<KernelBuild, 'version' | 'bytes'>>;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ENTRY = '\0kernel-script';

/** A kernel that runs an owner's code has a `load`, which the code is handed to. */
const partsOf = (name: string) => (runsOwnerCode(name) ? 'run, load' : 'run');

/** The script's first line: what to run, and where the thread finds it. */
const entryOf = (name: string): Plugin => ({
  name: 'kernel-entry',
  resolveId: (id) => (id === ENTRY ? id : null),
  load: (id) =>
    id === ENTRY
      ? `import { ${partsOf(name)} } from ${JSON.stringify(join(HERE, name, 'run.ts'))};\nglobalThis.coveyKernel = { ${partsOf(name)} };`
      : null,
});

/** Puts zstd's module itself in place of the file that reads it from node_modules. */
const embedZstd: Plugin = {
  name: 'embed-zstd',
  load: async (id) => {
    if (id !== join(HERE, 'compress', 'zstd-bytes.ts')) return null;
    const base64 = Buffer.from(await zstdBytes()).toString('base64');
    return `import { decodeBase64 } from '../bytes/decode-base64.ts';\nexport const zstdBytes = async () => decodeBase64('${base64}');`;
  },
};

export async function buildKernelScript(name: string): Promise<string> {
  const bundle = await rolldown({ input: ENTRY, platform: 'browser', plugins: [entryOf(name), embedZstd] });
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true, codeSplitting: false });
    if (output.length !== 1) throw new Error(`the script of ${name} came out in ${output.length} files`);
    return output[0].code;
  } finally {
    await bundle.close();
  }
}

export async function buildKernelScripts(outDir: string): Promise<KernelBuild[]> {
  mkdirSync(outDir, { recursive: true });
  const builds: KernelBuild[] = [];
  for (const { name } of kernels) {
    const script = Buffer.from(await buildKernelScript(name));
    const version = createHash('sha256').update(script).digest('hex');
    const path = join(outDir, `${version}.js`);
    writeFileSync(path, script);
    builds.push({ name, version, bytes: script.length, path });
  }
  const index: KernelIndex = Object.fromEntries(
    builds.map(({ name, version, bytes }) => [name, { version, bytes }]),
  );
  writeFileSync(join(outDir, 'kernels.json'), `${JSON.stringify(index, null, 2)}\n`);
  return builds;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [outDir] = process.argv.slice(2);
  if (!outDir) throw new Error('usage: node shared/kernels/build-scripts.ts OUTDIR');
  for (const { name, version, bytes } of await buildKernelScripts(outDir))
    console.log(`${name} ${version} ${bytes} bytes`);
}
