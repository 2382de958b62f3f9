// Tries the beginning of a job in this browser, before anything is uploaded.
import type { KernelView } from '#shared/contract/http-api.ts';
import { Sha256 } from '#shared/contract/ids.ts';
import { findKernel, parseParams, scriptNameOf } from '#shared/kernels/registry.ts';
import { localInput } from './local-input.ts';
import { fetchScript, openHere } from './run-here.ts';
import { tryChunks, type TriedChunks, type TriedInput } from './try-chunks.ts';

/** So long chunks are begun, and so long the last one may take. */
const FOR_MS = 3_000;
const WITHIN_MS = 30_000;

export interface Tried extends TriedChunks {
  /** With smaller parameters than those entered. */
  isSmaller: boolean;
}

/** @throws CoveyError or Error, in words for the person. */
export async function tryHere(
  view: KernelView,
  entered: Record<string, unknown>,
  input: TriedInput,
  signal: AbortSignal,
): Promise<Tried> {
  const kernel = findKernel(view.name);
  const asked = parseParams(kernel, entered);
  const params = kernel.small?.(asked) ?? asked;
  const wanted = scriptNameOf(
    kernel,
    params,
    input.kind === 'files' ? localInput(input.sources).input : input,
  );
  const sha = Sha256.parse(view.scripts[wanted]);
  const here = await openHere(view.name, sha, await fetchScript(sha), WITHIN_MS);
  signal.addEventListener('abort', here.stop, { once: true });
  try {
    signal.throwIfAborted();
    const trial = { kernel, params, input, forMs: FOR_MS, now: () => performance.now() };
    const isSmaller = JSON.stringify(params) !== JSON.stringify(asked);
    return { ...(await tryChunks(trial, here.run)), isSmaller };
  } finally {
    here.stop();
  }
}
