// Tries the owner's code on the first item, here: in a sandbox frame of its own, as every device runs it, never in the page. The frame
// is there for this one item only.
import { coordinator } from '#lib/swarm/ask.ts';
import type { OwnCode } from '#shared/client/upload-code.ts';
import type { Sha256 } from '#shared/contract/ids.ts';
import { joinBytes } from '#shared/kernels/bytes/join-bytes.ts';
import { composeScript, composeWasm } from '#shared/kernels/owner-code/compose.ts';
import type { FilesArgs, RangeArgs } from '#shared/kernels/owner-code/items/item-args.ts';
import { MAX_LINE_BYTES } from '#shared/kernels/owner-code/items/item-args.ts';
import { readTrailer } from '#shared/kernels/owner-code/results/result-format.ts';
import { createSandboxFrame } from '#shared/platform/browser/sandbox/sandbox-frame.ts';
import { createWebThreads, type WebThreads } from '#shared/platform/browser/sandbox/web-threads.ts';

export interface TriedItem {
  /** The result as text, shortened; of bytes, how many. */
  result: string;
  log: string[];
  ms: number;
}

export interface ItemToTry {
  kernel: 'script' | 'wasm';
  /** SHA-256 of the kernel's runner. */
  runner: Sha256;
  code: OwnCode;
  /** The kernel's parameters, with all defaults filled in. */
  params: Record<string, unknown>;
  /** The first number, or the first file. */
  first: number | File;
}

const TRY_MS = 10_000;
const SHOWN_CHARS = 2000;

/** @throws Error in the code's own words, or saying that it took too long. */
export async function tryItem({ kernel, runner, code, params, first }: ItemToTry): Promise<TriedItem> {
  const answer = await coordinator().open('getPart', { path: { sha: runner } });
  const text = await answer.text();
  const script =
    kernel === 'wasm'
      ? composeWasm(text, code.name, toBase64(code.bytes))
      : composeScript(text, code.name, new TextDecoder().decode(code.bytes));
  const died: { threads?: WebThreads } = {};
  const frame = createSandboxFrame(document, (id, message) => died.threads?.died(id, message));
  const threads = createWebThreads(frame);
  died.threads = threads;
  frame.start();
  try {
    const source = new TextEncoder().encode(script);
    const thread = await threads.open({ sha: runner, source, kernel });
    const late = setTimeout(() => void thread.kill(), TRY_MS);
    const started = performance.now();
    const written: Uint8Array[] = [];
    const { args, input } = await firstInput(first, params);
    try {
      await thread.run(
        { index: 0, params: { ...params, group: 1 }, args, input: [], inputSize: input.length },
        {
          read: async (offset, length) => input.slice(offset, offset + length),
          write: async (bytes) => void written.push(bytes),
          progress: () => undefined,
        },
      );
    } catch (error) {
      if (performance.now() - started >= TRY_MS)
        throw new Error(`it took longer than ${TRY_MS / 1000} s, and was stopped here`, { cause: error });
      throw error;
    } finally {
      clearTimeout(late);
    }
    const ms = performance.now() - started;
    return { ...(await describeResult(joinBytes(written), String(params['output']))), ms };
  } finally {
    frame.stop();
  }
}

async function firstInput(first: number | File, params: Record<string, unknown>) {
  if (typeof first === 'number')
    return { args: { first, count: 1 } satisfies RangeArgs, input: new Uint8Array(0) };
  const files = [{ number: 0, name: first.name, size: first.size }];
  if (params['items'] === 'files')
    return { args: { files } satisfies FilesArgs, input: new Uint8Array(await first.arrayBuffer()) };
  // the lines that begin at its first byte: one
  const input = new Uint8Array(await first.slice(0, MAX_LINE_BYTES + 1).arrayBuffer());
  return { args: { files, piece: { from: 0, to: 1, lead: 0 } } satisfies FilesArgs, input };
}

async function describeResult(bytes: Uint8Array, output: string): Promise<Omit<TriedItem, 'ms'>> {
  const size = bytes.length;
  const read = await readTrailer({ size, read: async (at, length) => bytes.slice(at, at + length) });
  if (!read) throw new Error('its result cannot be read');
  const { trailer, bodySize } = read;
  const body = bytes.subarray(0, bodySize);
  const log = trailer.log ?? [];
  if (output === 'files')
    return {
      result: (trailer.files ?? []).map(([name, length]) => `${name}: ${length} bytes`).join('\n'),
      log,
    };
  if (output === 'bin') return { result: `${bodySize} bytes: ${toHex(body.subarray(0, 32))}`, log };
  const text = new TextDecoder().decode(body).trimEnd();
  return { result: text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text, log };
}

const toHex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
