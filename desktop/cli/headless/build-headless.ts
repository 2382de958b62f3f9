// Bundles the headless device into one file that any coordinator serves and any Node 26 runs from a pipe. The same sources give the same bytes.
// `npm run build` calls it after the kernels' scripts are built.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Plugin, rolldown } from 'rolldown';
import { UNBAKED } from '../../../shared/contract/device-bundle.ts';
import { kernelsDir as builtKernels, readVersion, root } from '../../host/places.ts';
import { bootBundle } from './boot-bundle.ts';

const at = (...parts: string[]) => join(root, ...parts);
const NEEDED_NODE = 26;
/** Larger scripts are fetched from the coordinator when a job asks for them; they are as much built in, by their hash. */
const EMBED_TO_BYTES = 512 * 1024;
/** What packages look for and do without. */
const absent = ['bufferutil', 'utf-8-validate'];

/** Puts the kernels' scripts in place of the file that reads them from a folder. */
function embedKernels(directory: string): Plugin {
  return {
    name: 'embed-kernels',
    async load(id) {
      if (id !== at('shared/platform/node/built-in-scripts.ts')) return null;
      const index = JSON.parse(await readFile(join(directory, 'kernels.json'), 'utf8')) as Record<
        string,
        { version: string; bytes: number }
      >;
      const entries = await Promise.all(
        Object.values(index).map(async ({ version, bytes }) => {
          const text =
            bytes <= EMBED_TO_BYTES ? pack(await readFile(join(directory, `${version}.js`))) : null;
          return [version, text] as const;
        }),
      );
      return `import { brotliDecompressSync } from 'node:zlib';
const packed = ${JSON.stringify(Object.fromEntries(entries))};
export const openBuiltInScripts = () => Promise.resolve({
  shas: new Set(Object.keys(packed)),
  read: (sha) => Promise.resolve(packed[sha] ? new Uint8Array(brotliDecompressSync(Buffer.from(packed[sha], 'base64'))) : null),
});`;
    },
  };
}

const pack = (bytes: Uint8Array) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).toString(
    'base64',
  );

async function bundleProgram(kernelsDir: string): Promise<string> {
  const build = await rolldown({
    input: at('desktop/cli/headless/run-device.ts'),
    platform: 'node',
    external: absent,
    plugins: [embedKernels(kernelsDir)],
    onLog(level, log, tell) {
      if (level === 'warn') throw new Error(`bundling the headless device: ${log.message}`);
      tell(level, log);
    },
  });
  try {
    const { output } = await build.generate({
      format: 'cjs',
      codeSplitting: false,
      // names stay: the text of some functions is what compute threads run
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    });
    if (output.length !== 1) throw new Error(`the headless device came out in ${output.length} files`);
    return output[0].code;
  } finally {
    await build.close();
  }
}

export async function buildHeadless(file: string, kernelsDir = builtKernels): Promise<void> {
  const code = await bundleProgram(kernelsDir);
  const version = readVersion();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    `${UNBAKED}(${String(bootBundle)})(coveyCoordinator, ${JSON.stringify(version)}, ${JSON.stringify(code)}, ${NEEDED_NODE}, require);\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildHeadless(process.argv[2] ?? at('build', 'device', 'device.cjs'));
