// Text outputs, and the order of what they list.
import type { OutputFile } from '../../contract/job.ts';
import type { ReduceContext } from '../kernel.ts';

const WRITE_UNITS = 1024 * 1024;

export async function writeText(
  context: Pick<ReduceContext<unknown>, 'create' | 'signal'>,
  name: string,
  pieces: Iterable<string>,
): Promise<OutputFile> {
  const writer = context.create(name);
  const encoder = new TextEncoder();
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < WRITE_UNITS) continue;
    context.signal.throwIfAborted();
    await writer.write(encoder.encode(text));
    text = '';
  }
  if (text !== '') await writer.write(encoder.encode(text));
  return writer.close();
}

/** Most frequent first; equal ones by their UTF-16 units, which no language setting changes. */
export const byFrequency = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : a > b ? 1 : 0));
