// Tries the owner's code on the first item, here.
import type { OwnCode } from '#shared/client/upload-code.ts';
import type { Sha256 } from '#shared/contract/ids.ts';
import { composeScript, composeWasm } from '#shared/kernels/owner-code/compose.ts';
import type { FilesArgs, RangeArgs } from '#shared/kernels/owner-code/items/item-args.ts';
import { MAX_LINE_BYTES } from '#shared/kernels/owner-code/items/item-args.ts';
import { readTrailer } from '#shared/kernels/owner-code/results/result-format.ts';
import { fetchScript, openHere } from '../try/run-here.ts';

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
  const text = await fetchScript(runner);
  const script =
    kernel === 'wasm'
      ? composeWasm(text, code.name, toBase64(code.bytes))
      : composeScript(text, code.name, new TextDecoder().decode(code.bytes));
  const here = await openHere(kernel, runner, script, TRY_MS);
  try {
    const started = performance.now();
    const { args, input } = await firstInput(first, params);
    const bytes = await here.run({
      index: 0,
      params: { ...params, group: 1 },
      args,
      input: {
        size: input.length,
        read: async (offset, length) => input.slice(offset, offset + length),
      },
    });
    const ms = performance.now() - started;
    return { ...(await describeResult(bytes, String(params['output']))), ms };
  } finally {
    here.stop();
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
