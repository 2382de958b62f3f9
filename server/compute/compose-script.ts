// Makes the script of a job that runs its owner's own code: reads the code and the kernel's built runner, looks whether the code can
// be run at all, and stores both as one blob. The code is parsed or compiled here, never run.
import { createHash } from 'node:crypto';
import { compileFunction } from 'node:vm';
import type { BlobStore } from '../blobs/blob-store.ts';
import { PART_BYTES } from '../../shared/contract/blob.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { CodeRef } from '../../shared/kernels/owner-code/code-params.ts';
import { composeScript, composeWasm, OWNER_SCOPE } from '../../shared/kernels/owner-code/compose.ts';
import { compileAndCheck } from '../../shared/kernels/wasm/check-module.ts';
import type { ComposeTask } from './thread-messages.ts';

/** @returns the SHA-256 of the stored script. @throws CoveyError `bad-params`, `part-missing` or `bad-input`, naming the code's file. */
export async function runCompose(task: ComposeTask, blobs: BlobStore): Promise<Sha256> {
  const code = CodeRef.safeParse(task.params['code']).data;
  if (!code)
    throw new CoveyError('bad-params', 'code: the job says nothing of the code it is to run', {
      hint: 'Use `covey map FILE`, or upload the code as a part and name it in `code`.',
    });
  const [bytes, runner] = await Promise.all([readCode(code, blobs), readWhole(task.runner, blobs)]);
  const text = new TextDecoder().decode(runner);
  if (task.kernel === 'wasm') await compileAndCheck(bytes, code.name);
  const script =
    task.kernel === 'wasm'
      ? composeWasm(text, code.name, Buffer.from(bytes).toString('base64'))
      : composeScript(text, code.name, readScript(code, bytes));
  const whole = Buffer.from(script);
  if (whole.length > PART_BYTES)
    throw new CoveyError(
      'too-large',
      `${JSON.stringify(code.name)} is too large: with its runner it has ${whole.length} bytes, and a job’s script has at most ${PART_BYTES}`,
      {
        hint: 'Give large tables as files, not as part of the code. A module of WebAssembly takes a third more than its size.',
      },
    );
  const sha = createHash('sha256').update(whole).digest('hex') as Sha256;
  await blobs.put(sha, whole);
  return sha;
}

async function readCode(code: CodeRef, blobs: BlobStore): Promise<Uint8Array> {
  const size = await blobs.size(code.sha);
  if (size === null)
    throw new CoveyError('part-missing', `the code ${JSON.stringify(code.name)} was not uploaded`, {
      hint: 'Upload it as the part that `code.sha` names, then submit the job again.',
    });
  if (size !== code.size)
    throw new CoveyError(
      'bad-params',
      `code.size: ${JSON.stringify(code.name)} has ${size} bytes, not ${code.size}`,
    );
  return blobs.read(code.sha, 0, size);
}

async function readWhole(sha: Sha256, blobs: BlobStore): Promise<Uint8Array> {
  const size = await blobs.size(sha);
  if (size === null) throw new CoveyError('internal', `the built runner ${sha} is not in the blob store`);
  return blobs.read(sha, 0, size);
}

/** @throws CoveyError `bad-input` with the line that cannot be parsed. */
function readScript(code: CodeRef, bytes: Uint8Array): string {
  const name = JSON.stringify(code.name);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CoveyError('bad-input', `the script ${name} is not UTF-8 text`, { cause });
  }
  try {
    // Parses it as the body of the function it will be, so that no bracket of its own can end that function.
    compileFunction(text, [...OWNER_SCOPE], { filename: code.name });
  } catch (cause) {
    throw new CoveyError('bad-input', `the script ${name} cannot be parsed: ${describe(cause, code.name)}`, {
      cause,
    });
  }
  return text;
}

function describe(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error);
  const line = error.stack?.startsWith(`${file}:`)
    ? /^:(\d+)/.exec(error.stack.slice(file.length))?.[1]
    : undefined;
  const hint = /outside a module|Unexpected token 'export'/.test(error.message)
    ? '; it must be one CommonJS module, as `covey map` makes of a file'
    : '';
  return `${error.message}${line === undefined ? '' : ` (line ${line})`}${hint}`;
}
