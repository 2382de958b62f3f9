// Makes one text of an owner's script: its types stripped, and what it imports put into it. A script that imports nothing keeps every
// line where it was.
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { CoveyError } from '../../shared/contract/errors.ts';
import {
  finishModule,
  prepareModule,
  type PreparedModule,
} from '../../shared/kernels/owner-code/prepare-module.ts';

/** `path` is absolute. @throws CoveyError `bad-input` or `too-large`, naming the file and the line or the import. */
export async function bundleScript(path: string): Promise<PreparedModule & { name: string }> {
  const name = basename(path);
  const source = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CoveyError('bad-input', `the script ${JSON.stringify(path)} cannot be read: ${cause.message}`, {
      cause,
    });
  });
  const alone = await prepareModule(source, name);
  const bundled = alone.imports.length === 0 ? alone : await bundle(path, name);
  return { ...bundled, name };
}

async function bundle(path: string, name: string): Promise<PreparedModule> {
  const { rolldown } = await import('rolldown');
  try {
    const bundled = await rolldown({
      input: path,
      platform: 'browser',
      onLog: () => undefined,
      transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    });
    try {
      const { output } = await bundled.generate({ format: 'cjs', exports: 'named', codeSplitting: false });
      const [entry] = output;
      const outside = entry.imports.filter((each) => !each.startsWith('\0'));
      if (outside.length > 0) throw outsideImports(name, outside);
      return { ...finishModule(entry.code, name), imports: [] };
    } finally {
      await bundled.close();
    }
  } catch (error) {
    if (error instanceof CoveyError) throw error;
    const [reason = ''] = (error instanceof Error ? error.message : String(error))
      .split('\n')
      .filter(Boolean);
    throw new CoveyError('bad-input', `${JSON.stringify(name)} cannot be bundled: ${reason}`, {
      cause: error,
    });
  }
}

function outsideImports(name: string, imports: readonly string[]): CoveyError {
  const named = imports.map((each) => JSON.stringify(each)).join(', ');
  const ofNode = imports.some((each) => each.startsWith('node:') || builtinModules.includes(each));
  return new CoveyError(
    'bad-input',
    `${JSON.stringify(name)} imports ${named}, which ${ofNode ? 'job code never has' : 'was not found'}`,
    {
      hint: ofNode
        ? 'A script sees its item, its parameters and `ctx`: no files, no network. Use a package that needs none of Node’s modules.'
        : 'Install the package beside the script, or correct the path.',
    },
  );
}
