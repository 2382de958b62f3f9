// Makes a classic script of an owner's module: types stripped, `import` and `export` turned into CommonJS, every line where it was,
// so that errors name the owner's own lines. Runs where the job is submitted, never on a device or the coordinator.
import { CoveyError } from '../../contract/errors.ts';
import { MAX_CODE_BYTES } from './code-params.ts';

export interface PreparedModule {
  /** One CommonJS module. */
  text: string;
  /** What it imports, in order; it runs only when there is nothing, or once it is bundled. */
  imports: string[];
  /** Whether it exports a `reduce`. */
  hasReduce: boolean;
}

/** @throws CoveyError `bad-input` naming the file and the line that cannot be read. */
export async function prepareModule(source: string, fileName: string): Promise<PreparedModule> {
  // 48 KB that only who submits a script needs
  const { transform } = await import('sucrase');
  let text: string;
  try {
    text = transform(source, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      filePath: fileName,
    }).code;
  } catch (cause) {
    const message =
      cause instanceof Error ? cause.message.replace(`Error transforming ${fileName}: `, '') : String(cause);
    throw new CoveyError('bad-input', `${JSON.stringify(fileName)} cannot be read: ${message}`, {
      cause,
      hint: 'The numbers are the line and the column. Correct the script and send it again.',
    });
  }
  return finishModule(text, fileName);
}

/** @throws CoveyError `bad-input` for what can never run, `too-large` for what cannot travel. */
export function finishModule(text: string, fileName: string): PreparedModule {
  const name = JSON.stringify(fileName);
  const size = new TextEncoder().encode(text).length;
  if (size > MAX_CODE_BYTES)
    throw new CoveyError(
      'too-large',
      `${name} has ${size} bytes with all it imports; a script has at most ${MAX_CODE_BYTES}`,
      { hint: 'Give large tables as files, not as part of the script.' },
    );
  if (size === 0 || !/\bexports\b/.test(text))
    throw new CoveyError('bad-input', `${name} exports nothing`, {
      hint: 'Write `export default function (item, params, ctx) { … }`.',
    });
  return { text, imports: importsOf(text), hasReduce: /\bexports\.reduce\s*=/.test(text) };
}

/** @throws CoveyError `bad-input` naming what is imported. */
export function refuseImports({ imports }: PreparedModule, fileName: string): void {
  if (imports.length === 0) return;
  const named = imports.map((each) => JSON.stringify(each)).join(', ');
  throw new CoveyError(
    'bad-input',
    `${JSON.stringify(fileName)} imports ${named}, and a browser cannot bundle that`,
    {
      hint: 'Submit it with `covey map`, which bundles what a script imports, or paste what it needs into it.',
    },
  );
}

/** What the transform makes of imports; a call of `require` of the owner's own is one too. */
function importsOf(text: string): string[] {
  const found = [...text.matchAll(/\brequire\(\s*(['"])([^'"\n]+)\1\s*\)/g)].map((match) => match[2] ?? '');
  return [...new Set(found)];
}
