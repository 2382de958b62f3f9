// Evaluates the owner's module when its first chunk is computed, in its own function scope, and says what it lacks. Runs in compute threads.
import { makeStackReader } from '../owner-code/owner-stack.ts';
import type { OwnerModule } from './script-interface.ts';

type ModuleText = (
  module: { exports: unknown },
  exports: object,
  require: (name: string) => never,
  math: typeof Math,
) => void;

export interface OwnerSource {
  name: string;
  /** A stack taken on the line before the owner's text. */
  marker: string;
  body: ModuleText;
}

/** @throws Error naming the file, and the line where its top level threw. */
export function loadModule(
  { name, body }: OwnerSource,
  math: typeof Math,
  explain: (error: unknown) => string,
): OwnerModule {
  const exports = {};
  const module: { exports: unknown } = { exports };
  try {
    body(module, exports, refuseRequire, math);
  } catch (error) {
    throw new Error(`${name} does not load: ${explain(error)}`, { cause: error });
  }
  const found = (
    typeof module.exports === 'function' ? { default: module.exports } : module.exports
  ) as Partial<OwnerModule>;
  if (typeof found?.default !== 'function')
    throw new Error(
      `${name} has no default export that is a function: write \`export default function (item, params, ctx) { … }\``,
    );
  for (const part of ['reduce', 'verify'] as const)
    if (found[part] !== undefined && typeof found[part] !== 'function')
      throw new Error(`${name} exports a \`${part}\` that is no function`);
  return found as OwnerModule;
}

function refuseRequire(name: string): never {
  throw new Error(
    `it imports ${JSON.stringify(name)}, which was not bundled; job code has nothing but itself`,
  );
}

/** Words for what owner code threw: its message and the owner's own line. */
export function makeExplain({
  name,
  marker,
}: Pick<OwnerSource, 'name' | 'marker'>): (error: unknown) => string {
  const placeOf = makeStackReader(name, marker);
  return (error) => {
    const place = placeOf(error);
    return `${wordsOf(error)}${place === null ? '' : ` (${place})`}`;
  };
}

function wordsOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `it threw ${String(error)}`;
    return error.name === 'Error' ? String(error.message) : `${String(error.name)}: ${String(error.message)}`;
  } catch {
    return 'an error that cannot be shown';
  }
}
