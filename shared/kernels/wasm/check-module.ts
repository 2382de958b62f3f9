// Whether a module of WebAssembly is one that can be run: what it imports and exports is looked at, nothing of it is run.
import { CoveyError } from '../../contract/errors.ts';
import { WASI_FUNCTIONS, WASI_MODULE } from './wasi-names.ts';

/** What a module may import besides WASI, and what it does. */
export const COVEY_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  covey: ['write', 'log', 'random', 'args_size', 'args_read'],
  // what AssemblyScript asks for
  env: ['abort', 'seed'],
};

export type ModuleKind = 'items' | 'command';

interface Listed {
  imports: readonly { module: string; name: string; kind: string }[];
  exports: readonly { name: string; kind: string }[];
}

/** @throws CoveyError `bad-input` naming the file and what is wrong with it. */
export function checkModule({ imports, exports }: Listed, fileName: string): ModuleKind {
  const name = JSON.stringify(fileName);
  const unknown = imports.filter(({ module, name, kind }) => kind !== 'function' || !isKnown(module, name));
  if (unknown.length > 0) {
    const listed = unknown.slice(0, 10).map((each) => `${each.module}.${each.name} (${each.kind})`);
    const more = unknown.length > 10 ? ` and ${unknown.length - 10} more` : '';
    throw new CoveyError(
      'bad-input',
      `the module ${name} imports what nobody gives it: ${listed.join(', ')}${more}`,
      {
        hint: unknown.some(({ kind }) => kind === 'memory')
          ? 'Let the module have a memory of its own and export it.'
          : `A module may import ${Object.entries(COVEY_IMPORTS)
              .flatMap(([module, names]) => names.map((each) => `${module}.${each}`))
              .join(', ')} and WASI preview 1.`,
      },
    );
  }
  const has = (wanted: string, kind: string) =>
    exports.some((each) => each.name === wanted && each.kind === kind);
  if (has('run', 'function')) return 'items';
  if (!has('_start', 'function'))
    throw new CoveyError('bad-input', `the module ${name} exports neither \`run\` nor \`_start\``, {
      hint: 'Export `run(item: i64, ptr: i32, len: i32)`, or compile a command for WASI.',
    });
  if (!has('memory', 'memory'))
    throw new CoveyError('bad-input', `the command ${name} does not export its memory`, {
      hint: 'Compile it for WASI preview 1, as a command.',
    });
  return 'command';
}

const isKnown = (module: string, name: string) =>
  module === WASI_MODULE ? WASI_FUNCTIONS.has(name) : (COVEY_IMPORTS[module]?.includes(name) ?? false);

/** Compiles the module to look at it. @throws CoveyError `bad-input` naming the file. */
export async function compileAndCheck(bytes: Uint8Array, fileName: string): Promise<ModuleKind> {
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(bytes.slice());
  } catch (cause) {
    const reason =
      cause instanceof Error ? cause.message.replace(/^WebAssembly\.compile\(\): /, '') : String(cause);
    throw new CoveyError('bad-input', `${JSON.stringify(fileName)} is no module of WebAssembly: ${reason}`, {
      cause,
    });
  }
  return checkModule(
    { imports: WebAssembly.Module.imports(module), exports: WebAssembly.Module.exports(module) },
    fileName,
  );
}
