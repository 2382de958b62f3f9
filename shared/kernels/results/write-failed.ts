// `failed.txt`: what an output leaves out because its chunks failed for good. Written only when there is something to say.
import type { OutputFile } from '../../contract/job.ts';
import { escapeName } from '../files/escape-name.ts';
import type { ReduceContext } from '../kernel.ts';

/** One name a line, escaped as in a checksum file. */
export async function writeFailed(
  context: Pick<ReduceContext<unknown>, 'create'>,
  names: readonly string[],
): Promise<OutputFile[]> {
  if (names.length === 0) return [];
  const writer = context.create('failed.txt');
  const lines = names.map((name) => escapeName(name)).map(({ mark, name }) => `${mark}${name}\n`);
  await writer.write(new TextEncoder().encode(lines.join('')));
  return [await writer.close()];
}
