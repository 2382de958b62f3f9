// Builds each kernel's `run` into one classic script without imports, as compute threads load it: WebAssembly inside as
// base64, nothing evaluated at run time. A script's SHA-256 is its kernel's version. The same sources give the same bytes.
// `node shared/kernels/build-scripts.ts OUTDIR` writes `<sha256>.js` for each and `kernels.json`.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { rolldown, type Plugin } from 'rolldown';
import { PART_BYTES } from '../contract/blob.ts';
import { packageBytes } from './bytes/package-bytes.ts';
import { zstdBytes } from './compress/zstd-bytes.ts';
import { runsOwnerCode } from './owner-code/owner-limits.ts';
import { stripEmscriptenLoader } from './strip-emscripten-loader.ts';
import { kernels, scriptName } from './registry.ts';

export interface KernelBuild {
  /** The kernel's, for a variant with a hyphen and its name. */
  name: string;
  /** SHA-256 of the script, 64 hex digits. */
  version: string;
  bytes: number;
  path: string;
}

/** What `kernels.json` holds, by the script's name. */
export type KernelIndex = Record<string, Pick<KernelBuild, 'version' | 'bytes'>>;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ENTRY = '\0kernel-script';

/** A kernel that runs an owner's code has a `load`, which the code is handed to. */
const partsOf = (name: string) => (runsOwnerCode(name) ? 'run, load' : 'run');

/** The script's first line: what to run, and where the thread finds it. */
const entryOf = (name: string, variant: string | null): Plugin => ({
  name: 'kernel-entry',
  resolveId: (id) => (id === ENTRY ? id : null),
  load: (id) =>
    id === ENTRY
      ? `import { ${partsOf(name)} } from ${JSON.stringify(join(HERE, name, variant === null ? 'run.ts' : `run-${variant}.ts`))};\nglobalThis.coveyKernel = { ${partsOf(name)} };`
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

const PACKAGE_BYTES = join(HERE, 'bytes', 'package-bytes.ts');

/** What is larger travels packed, so that a script is not larger than a part of a blob may be. */
const PACK_FROM_BYTES = 1024 * 1024;

const embedded = (bytes: Uint8Array): string => {
  const text = (data: Uint8Array) => `'${Buffer.from(data).toString('base64')}'`;
  return bytes.length < PACK_FROM_BYTES
    ? `packageBytes(${text(bytes)}, null)`
    : `packageBytes(${text(deflateRawSync(bytes, { level: 9 }))}, ${bytes.length})`;
};

/** Puts the bytes of a package's file in place of its path wherever `packageBytes('…')` is called. */
const embedPackageBytes: Plugin = {
  name: 'embed-package-bytes',
  load: (id) =>
    id === PACKAGE_BYTES
      ? `import { decodeBase64 } from './decode-base64.ts';
import { inflate } from './inflate.ts';
export const packageBytes = async (text, size) => size === null ? decodeBase64(text) : inflate(decodeBase64(text), size);`
      : null,
  transform: async (code, id) => {
    if (id === PACKAGE_BYTES || !id.startsWith(HERE)) return null;
    let changed = code;
    for (const [call, path = ''] of code.matchAll(/\bpackageBytes\(["']([^"']+)["']\)/g)) {
      const bytes = await packageBytes(path);
      changed = changed.replace(call, () => embedded(bytes));
    }
    return changed === code ? null : changed;
  },
};

/** Takes out of Emscripten's loaders what looks for a module elsewhere: ours is handed in. @throws Error when they have changed. */
const stripLoaders: Plugin = {
  name: 'strip-loaders',
  transform: (code, id) =>
    /[\\/]@jsquash[\\/].*_(enc|dec)(_simd)?\.js$/.test(id) ? stripEmscriptenLoader(code) : null,
};

export async function buildKernelScript(name: string, variant: string | null = null): Promise<string> {
  const plugins = [entryOf(name, variant), embedZstd, embedPackageBytes, stripLoaders];
  const bundle = await rolldown({ input: ENTRY, platform: 'browser', plugins });
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
  for (const kernel of kernels)
    for (const variant of [null, ...(kernel.variants ?? [])]) {
      const script = Buffer.from(await buildKernelScript(kernel.name, variant));
      if (script.length > PART_BYTES)
        throw new Error(
          `the script of ${kernel.name} has ${script.length} bytes; a blob's part has at most ${PART_BYTES}`,
        );
      const version = createHash('sha256').update(script).digest('hex');
      const path = join(outDir, `${version}.js`);
      const name = scriptName(kernel.name, variant);
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
